using System.Globalization;
using Guardian.Linux.Interop;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class SpawnTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_worker_leads_its_own_session_and_group()
    {
        string[] fields = _bench.Run(_bench.Shell("cat /proc/$$/stat")).Split(") ")[1].Split(' ');
        (string group, string session) = (fields[2], fields[3]);
        group.ShouldBe(session);
        session.ShouldNotBe(Libc.SessionOf(0).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_worker_runs_in_its_directory_with_exactly_its_environment()
    {
        string elsewhere = _bench.PathOf("else where");
        Directory.CreateDirectory(elsewhere);
        LaunchSpec spec = _bench.Shell("pwd; tr '\\0' '\\n' < /proc/$$/environ | sort") with { Directory = elsewhere };
        spec = spec with { Environment = spec.Environment.Add("NAME", "a value = with\nall: ü \t.").Add("GUARDIAN_NODE", "overridden") };

        string[] lines = _bench.Run(spec).Split('\n');

        lines[0].ShouldBe(elsewhere);
        lines[1..].ShouldBe(
            [
                "all: ü \t.", "GUARDIAN_INSTANCE=w/0", $"GUARDIAN_NODE={_bench.NodeMark}", "NAME=a value = with",
                $"NOTIFY_SOCKET={_bench.PathOf("run/w+0.notify")}", "PATH=/usr/bin:/bin",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Arguments_reach_the_worker_without_a_shell_between()
    {
        LaunchSpec spec = _bench.Shell("") with { Command = ["printf", "[%s]", "a b", "$HOME", "*", "'\"", "", "ü\n"] };
        _bench.Run(spec).ShouldBe("[a b][$HOME][*]['\"][][ü\n]");
    }

    [Fact]
    public void Standard_input_is_empty_and_no_other_descriptor_is_inherited()
    {
        using FileStream inherited = new(_bench.PathOf("open"), FileMode.Create); // what a careless part of the node might hold
        int careless = Libc.Open(_bench.PathOf("open"), Constants.O_RDONLY, 0); // without close-on-exec
        string[] lines = _bench.Run(_bench.Shell("cat; for fd in /proc/$$/fd/*; do echo \"${fd##*/} $(readlink $fd)\"; done")).Split('\n');
        string log = _bench.PathOf("logs/w/0.log");
        lines.Where(line => line[0] is '0' or '1' or '2' && line[1] == ' ').ShouldBe(["0 /dev/null", $"1 {log}", $"2 {log}"]);
        // The one more is the shell's own, open on the directory while it lists it and closed before readlink looks.
        lines.Where(line => line.Contains('/', StringComparison.Ordinal)).Count().ShouldBe(3);
        _ = Libc.Close(careless);
    }

    [Fact]
    public void Signals_are_neither_blocked_nor_ignored_although_the_runtime_ignores_SIGPIPE()
    {
        string status = _bench.Run(_bench.Shell("") with { Command = ["grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"] });
        status.Split('\n').ShouldAllBe(line => line.EndsWith("0000000000000000", StringComparison.Ordinal));
    }

    [Fact]
    public void Umask_niceness_and_limits_are_set_and_the_pid_stays_the_workers_own()
    {
        LaunchSpec spec = _bench.Shell("umask; nice; ulimit -n; ulimit -Hn; echo $$") with { Umask = 0x17 /* 027 */, Nice = 5 };
        spec = spec with { Limits = spec.Limits.Add("nofile", "64:128").Add("core", "0") };
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();

        ProcessIdentity identity = slot.Launch(spec, 1);

        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(0));
        string pid = identity.Pid.ToString(CultureInfo.InvariantCulture);
        File.ReadAllLines(slot.Log.Path).ShouldBe(["0027", "5", "64", "128", pid]);
    }

    [Fact]
    public void Another_user_is_taken_on_with_its_groups_or_refused_clearly_when_the_node_is_not_root()
    {
        LaunchSpec spec = _bench.Shell("id -un; id -g; grep CapEff /proc/self/status; test -w \"$NOTIFY_SOCKET\" && echo can notify; echo again >> /dev/stdout")
            with { User = "nobody" };
        if (Libc.EffectiveUser() == 0)
        {
            string[] lines = _bench.Run(spec).Split('\n');
            lines[0].ShouldBe("nobody");
            lines[2].ShouldEndWith("0000000000000000");
            lines[3..].ShouldBe(["can notify", "again"]);
        }
        else
        {
            (IProcessSlot slot, _) = _bench.Open();
            LaunchException refused = Should.Throw<LaunchException>(() => slot.Launch(spec, 1));
            refused.Problem.ShouldBe(LaunchProblem.User);
            refused.Message.ShouldContain("nobody");
        }
    }

    [Fact]
    public void Output_is_appended_to_what_the_log_holds()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        for (int run = 1; run <= 2; run++)
        {
            slot.Launch(_bench.Shell("echo out $1; echo err $1 >&2", $"{run}"), run);
            observer.NextExit().ShouldBe((run, ExitStatus.Exited(0)));
        }

        File.ReadAllLines(slot.Log.Path).ShouldBe(["out 1", "err 1", "out 2", "err 2"]);
    }
}
