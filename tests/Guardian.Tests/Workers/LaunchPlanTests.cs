using Guardian.Health;
using Guardian.Tests.Configuration;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class LaunchPlanTests
{
    [Fact]
    public void An_instance_is_told_who_it_is_and_gets_its_placeholders()
    {
        WorkerDefinition definition = Example.Worker(
            """
            command = ["python3", "{worker}.py", "--id", "{index}", "{other}"]
            environment { LANG = "C.UTF-8", PORT = "800{index}" }
            health { notify = yes, watchdog = 20s }
            directory = "app", user = "mail", umask = "0027", nice = 5, limits { nofile = 4096 }
            """);

        LaunchSpec spec = definition.ToLaunchSpec(2, Example.Node);

        spec.Command.ShouldBe(["python3", "mailer.py", "--id", "2", "{other}"]);
        spec.Directory.ShouldBe("/etc/guardian/app");
        spec.User.ShouldBe("mail");
        spec.Umask.ShouldBe(23);
        spec.Nice.ShouldBe(5);
        spec.Limits["nofile"].ShouldBe("4096");
        spec.Environment.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}").ShouldBe(
        [
            "GUARDIAN_INSTANCE=mailer/2", "GUARDIAN_STATE_DIR=/var/lib/guardian/state/mailer/2", "GUARDIAN_WORKER=mailer",
            "LANG=C.UTF-8", "PATH=/usr/bin:/bin", "PORT=8002", "WATCHDOG_USEC=20000000",
        ]);
    }

    [Fact]
    public void What_another_supervisor_told_the_node_is_not_passed_on()
    {
        Example.Worker().ToLaunchSpec(0, Example.Node).Environment.Keys.ShouldNotContain("NOTIFY_SOCKET");
    }

    [Fact]
    public void By_default_everything_that_can_be_inherited_is()
    {
        LaunchSpec spec = Example.Worker().ToLaunchSpec(0, Example.Node);

        (spec.User, spec.Umask, spec.Nice, spec.Directory).ShouldBe((null, null, null, "/etc/guardian"));
        spec.Environment.Keys.ShouldNotContain("WATCHDOG_USEC");
    }

    [Fact]
    public void Probes_and_files_are_those_of_the_instance()
    {
        WorkerDefinition definition = Example.Worker(
            """
            directory = "/srv", user = mail
            health.heartbeat.file = "beat.{index}"
            state.directory = "state"
            health.probes { startup.tcp = "[::1]:90{index}0", ready.http = "http://127.0.0.1:808{index}/ready", live.exec = ["check", "{index}"] }
            """);

        definition.HeartbeatFileOf(1, Example.Node).ShouldBe("/srv/beat.1");
        definition.StateDirectoryOf(1, Example.Node).ShouldBe("/srv/state");
        definition.LogFileOf(1, Example.Node).ShouldBe("/var/lib/guardian/logs/mailer/1.log");
        definition.ProbeTargetOf(ProbeKind.Startup, 1, Example.Node).ShouldBe(new ProbeTarget.Tcp("::1", 9010));
        definition.ProbeTargetOf(ProbeKind.Ready, 1, Example.Node).ShouldBe(new ProbeTarget.Http(new Uri("http://127.0.0.1:8081/ready")));
        ProbeTarget.Exec exec = definition.ProbeTargetOf(ProbeKind.Live, 1, Example.Node).ShouldBeOfType<ProbeTarget.Exec>();
        exec.Command.ShouldBe(["check", "1"]);
        exec.Directory.ShouldBe("/srv");
        exec.User.ShouldBe("mail");
        exec.Environment["GUARDIAN_INSTANCE"].ShouldBe("mailer/1");
    }

    [Fact]
    public void Without_probe_or_heartbeat_there_is_nothing_to_ask()
    {
        WorkerDefinition definition = Example.Worker();

        definition.HeartbeatFileOf(0, Example.Node).ShouldBeNull();
        Enum.GetValues<ProbeKind>().ShouldAllBe(kind => definition.ProbeTargetOf(kind, 0, Example.Node) == null);
    }

    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80)]
    [InlineData("localhost:65535", "localhost", 65535)]
    [InlineData("[::1]:1", "::1", 1)]
    [InlineData("::1:80", null, 0)]
    [InlineData("host", null, 0)]
    [InlineData("host:0", null, 0)]
    [InlineData("host:65536", null, 0)]
    [InlineData("host: 80", null, 0)]
    [InlineData(":80", null, 0)]
    [InlineData("[]:80", null, 0)]
    public void A_tcp_address_is_host_and_port(string text, string? host, int port)
    {
        InstancePlan.TryParseTcp(text, out string readHost, out int readPort).ShouldBe(host is not null);
        if (host is not null)
        {
            (readHost, readPort).ShouldBe((host, port));
        }
    }
}
