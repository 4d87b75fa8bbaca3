using System.Text.Json;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>The command lines <c>guardian</c> and <c>pbm</c> as people and scripts use them.</summary>
public sealed class CommandTests
{
    private const string Worker = """
        a { command = ["sh", "-c", "echo one; echo two; exec sleep 100000"] }
        """;

    [Fact]
    public async Task A_daemon_says_it_is_ready_outlives_the_terminal_and_is_stopped_by_command()
    {
        await using TestNode node = TestNode.With(Worker);
        // script(1) gives it a terminal, and takes the terminal away when the command has ended.
        string typed = $"'{Programs.Guardian}' start --daemon --config '{node.Config}' --data '{node.Data}'";
        Finished started = await node.RunAsync("/usr/bin/script", "-qec", typed, "/dev/null");
        started.ExitCode.ShouldBe(0, started.ToString());
        started.Output.ShouldContain("guardian ready node=");

        NodeView view = (await node.Api.GetAsync<NodeView>("/api/v1/node"))!;
        Kernel.SessionOf(view.Pid).ShouldBe(view.Pid, "it leads a session of its own");
        Finished status = await node.RunAsync(Programs.Guardian, "status", "--data", node.Data, "--json");
        status.ExitCode.ShouldBe(0, status.ToString());
        int pid = JsonDocument.Parse(status.Output).RootElement[0].GetProperty("instances")[0].GetProperty("pid").GetInt32();
        Kernel.IsAlive(pid).ShouldBeTrue();

        Finished twice = await node.RunAsync(Programs.Guardian, "start", "--daemon", "--config", node.Config, "--data", node.Data);
        twice.ExitCode.ShouldBe(1, twice.ToString());
        twice.Errors.ShouldContain($"process {view.Pid}");

        Finished stopped = await node.RunAsync(Programs.Guardian, "stop", "--data", node.Data);
        stopped.ExitCode.ShouldBe(0, stopped.ToString());
        Kernel.IsAlive(pid).ShouldBeFalse();
        await node.UntilAsync("the end of the daemon", () => !Kernel.IsAlive(view.Pid));
        (await node.RunAsync(Programs.Guardian, "status", "--data", node.Data)).ExitCode.ShouldBe(3);
        (await node.RunAsync(Programs.Guardian, "stop", "--data", node.Data)).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task A_daemon_that_cannot_start_tells_why()
    {
        await using TestNode node = TestNode.With("a { comand = [\"sleep\", \"1\"] }");
        Finished misspelt = await node.RunAsync(Programs.Guardian, "start", "--daemon", "--config", node.Config, "--data", node.Data);
        misspelt.ExitCode.ShouldBe(1);
        misspelt.Errors.ShouldContain("comand");

        node.Configure(Worker);
        string file = node.Write("file", string.Empty);
        Finished nowhere = await node.RunAsync(Programs.Guardian, "start", "--daemon", "--config", node.Config, "--data", Path.Combine(file, "data"));
        nowhere.ExitCode.ShouldBe(1);
        nowhere.Errors.ShouldContain("data directory");

        Finished missing = await node.RunAsync(Programs.Guardian, "start", "--daemon", "--config", node.At("none.conf"), "--data", node.Data);
        missing.ExitCode.ShouldBe(1);
        missing.Errors.ShouldContain("none.conf");
    }

    [Fact]
    public async Task A_second_node_on_the_same_data_is_refused_and_names_the_first()
    {
        await using TestNode node = await TestNode.StartAsync(Worker);
        int before = (await node.HealthyAsync("a")).Pids[0];

        Finished second = await node.RunAsync(Programs.Guardian, "start", "--config", node.Config, "--data", node.Data);

        second.ExitCode.ShouldBe(1, second.ToString());
        second.Errors.ShouldContain($"process {node.Process.Pid}");
        second.Errors.ShouldContain("--data");
        (await node.HealthyAsync("a")).Pids.ShouldBe([before]);
        node.MarkedPids("a/0").ShouldBe([before]);
    }

    [Fact]
    public async Task A_configuration_is_shown_resolved_or_refused_with_its_place()
    {
        await using TestNode node = TestNode.With(Worker);
        string good = node.Write("good.conf", "x { a = 1, b = ${x.a}, c = [1, 2] }\nx.home = ${?PLACE}\nx.d = \"é\"\n");
        Finished shown = await node.RunAsync("/usr/bin/env", "PLACE=here", Programs.Guardian, "config", "show", good);
        shown.ExitCode.ShouldBe(0, shown.ToString());
        JsonElement x = JsonDocument.Parse(shown.Output).RootElement.GetProperty("x");
        x.GetProperty("b").GetInt32().ShouldBe(1);
        x.GetProperty("home").GetString().ShouldBe("here");
        x.GetProperty("d").GetString().ShouldBe("é");

        Finished off = await node.RunAsync("/usr/bin/env", "PLACE=here", Programs.Guardian, "config", "show", good, "--env-off");
        off.ExitCode.ShouldBe(0, off.ToString());
        JsonDocument.Parse(off.Output).RootElement.GetProperty("x").TryGetProperty("home", out _).ShouldBeFalse();

        Finished bad = await node.RunAsync(Programs.Guardian, "config", "show", node.Write("bad.conf", "x {\n  a = [1, 2\n}\n"));
        bad.ExitCode.ShouldBe(1);
        bad.Output.ShouldBeEmpty();
        bad.Errors.ShouldContain("bad.conf");
        (await node.RunAsync(Programs.Guardian, "validate", node.Config)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Exit_codes_tell_done_refused_usage_and_not_reachable_apart()
    {
        await using TestNode node = await TestNode.StartAsync(Worker);
        (await node.PbmAsync("worker", "list")).ExitCode.ShouldBe(0);
        Finished unknown = await node.PbmAsync("worker", "restart", "nobody");
        unknown.ExitCode.ShouldBe(1);
        unknown.Errors.ShouldContain("nobody");
        (await node.PbmAsync("worker", "no-such-command")).ExitCode.ShouldBe(2);
        (await node.RunAsync(Programs.Guardian, "no-such-command")).ExitCode.ShouldBe(2);
        Finished interval = await node.RunAsync(Programs.Guardian, "start", "--interval", "soon", "--config", node.Config, "--data", node.At("other"));
        interval.ExitCode.ShouldBe(1);
        interval.Errors.ShouldContain("interval");
        (await node.StopAsync()).ShouldBe(0);
        Finished nobody = await node.PbmAsync("worker", "list");
        nobody.ExitCode.ShouldBe(3);
        nobody.Errors.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_interval_of_the_command_line_counts_before_that_of_the_file()
    {
        await using TestNode node = TestNode.With(Worker, "guardian.interval = 1h");
        node.Launch(environment: null, "--interval", "200ms");

        // Figures come with the checks; at the file's pace the second one would come in an hour.
        (await node.UntilAsync("a", "its figures", one => one.Instances.Length > 0 && one.First.CpuPercent is not null)).First.RssBytes.ShouldNotBeNull();
    }

    [Fact]
    public async Task Logs_are_followed_and_the_hierarchy_is_shown()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sh", "-c", "echo first; while [ ! -e go ]; do sleep 0.05; done; echo later; exec sleep 100000"] }
            """);
        await node.HealthyAsync("a");
        await using RunningProgram follow = node.Begin(Programs.Pbm, "unix:" + node.Socket, "worker", "logs", "a", "--follow");
        await node.UntilAsync("the first line", () => follow.Output.Contains("first"), () => follow.Words);
        node.Write("go", string.Empty);
        await node.UntilAsync("the later line", () => follow.Output.Contains("later"), () => follow.Words);
        Finished logs = await node.PbmAsync("worker", "logs", "a", "--lines", "1");
        logs.Output.ShouldBe("later");

        await using RunningProgram tail = node.Begin(Programs.Pbm, "unix:" + node.Socket, "log", "tail");
        await node.UntilAsync(
            "what was said before", () => tail.Output.Any(line => line.Contains("a/0 started as process", StringComparison.Ordinal)), () => tail.Words);
        (await node.PostAsync("workers/a/stop")).Status.ShouldBe(200);
        await node.UntilAsync(
            "what is said now", () => tail.Output.Any(line => line.Contains("a/0 stopped", StringComparison.Ordinal)), () => tail.Words);

        Finished tree = await node.PbmAsync("actor", "hierarchy");
        tree.ExitCode.ShouldBe(0, tree.ToString());
        foreach (string name in new[] { "user", "workers", "records", "a" }) { tree.Output.ShouldContain(name); }
        (await node.PbmAsync("worker", "validate")).Output.ShouldContain("1 worker, no problem");
        (await node.PbmAsync("worker", "show", "a")).Output.ShouldContain("stopped");

        (await node.StopAsync()).ShouldBe(0);
        (await follow.EndAsync()).ShouldBe(0, follow.Words);
        (await tail.EndAsync()).ShouldBe(0, tail.Words);
    }
}
