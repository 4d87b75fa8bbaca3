using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>Who starts after whom, who falls with whom, and how they end.</summary>
public sealed class OrderTests
{
    private const string Story =
        "trap 'echo end $GUARDIAN_WORKER >> story; exit 0' TERM; echo start $GUARDIAN_WORKER >> story; while :; do sleep 0.05; done";

    [Fact]
    public async Task A_worker_starts_when_those_it_depends_on_are_ready_and_stops_before_them()
    {
        await using TestNode node = TestNode.With($$"""
            third { command = ["sh", "-c", "{{Story}}"], depends-on = [second] }
            first { command = ["sh", "-c", "{{Story}}"], health.probes.startup { exec = ["test", "-e", "go"], period = 100ms, failure = 1000 } }
            second { command = ["sh", "-c", "{{Story}}"], depends-on = [first] }
            """);
        node.Launch();
        await node.UntilAsync("the first", () => node.Lines("story").Length == 1);
        await node.UntilAllAsync(
            "the first on its way, the others waiting",
            all => all.Length == 3 && all[0] is { Name: "first", State: "starting", Running: 1 } && all[1..].All(one => one.Running == 0));
        node.Write("go", string.Empty);
        await node.UntilAllAsync("all healthy", all => all.Length == 3 && all.All(one => one.Healthy));
        await node.UntilAsync("all starts", () => node.Lines("story").Length == 3);

        (await node.StopAsync()).ShouldBe(0);

        node.Lines("story").ShouldBe(["start first", "start second", "start third", "end third", "end second", "end first"]);
    }

    [Theory]
    [InlineData("one_for_all", "end c,end a,start a,start b,start c")]
    [InlineData("rest_for_one", "end c,start b,start c")]
    [InlineData("one_for_one", "start b")]
    public async Task A_group_falls_and_rises_in_order(string strategy, string story)
    {
        string Member(string name) => $$"""{{name}} { command = ["sh", "-c", "{{Story}}"], group = g }""";
        await using TestNode node = await TestNode.StartAsync(
            $"{Member("a")}\n{Member("b")}\n{Member("c")}\nother {{ command = [\"sleep\", \"100000\"] }}", $"guardian.groups.g.strategy = {strategy}");
        WorkerView[] before = await node.UntilAllAsync("all healthy", all => all.Length == 4 && all.All(one => one.Healthy));
        await node.UntilAsync("three starts", () => node.Lines("story").Length == 3);

        Kernel.Signal(before[1].Pids[0], Kernel.Kill);

        string[] wanted = story.Split(',');
        await node.UntilAsync("the group's story", () => node.Lines("story").Length >= 3 + wanted.Length, () => string.Join(", ", node.Lines("story")));
        WorkerView[] after = await node.UntilAllAsync("all healthy again", all => all.All(one => one.Healthy) && all[1].Pids[0] != before[1].Pids[0]);
        node.Lines("story")[3..].ShouldBe(wanted);
        after[3].Pids.ShouldBe(before[3].Pids);
        after.Select(one => one.Restarts).ShouldBe([0, 1, 0, 0], "who fell with it did not crash");
    }

    [Fact]
    public async Task The_drain_command_runs_before_the_signal_and_its_time_is_part_of_the_deadline()
    {
        await using TestNode node = await TestNode.StartAsync($$"""
            good { command = ["sh", "-c", "{{Story}}"], stop { drain = ["sh", "-c", "echo drained {index} $GUARDIAN_WORKER >> story"], timeout = 20s } }
            slow { command = ["sleep", "100000"], stop { drain = ["sleep", "100000"], timeout = 1s } }
            fails { command = ["sleep", "100000"], stop { drain = ["sh", "-c", "exit 4"], timeout = 20s } }
            """);
        WorkerView[] before = await node.UntilAllAsync("all healthy", all => all.Length == 3 && all.All(one => one.Healthy));
        await node.UntilAsync("its start", () => node.Lines("story").Length == 1);

        foreach (string name in new[] { "good", "slow", "fails" }) { (await node.PostAsync($"workers/{name}/stop")).Status.ShouldBe(200); }
        await node.UntilAllAsync("all stopped", all => all.All(one => one is { State: "stopped", Running: 0 }));

        node.Lines("story").ShouldBe(["start good", "drained 0 good", "end good"]);
        (await node.UntilEventAsync("slow", "its end", one => one.Event == "instance-ended")).Text.ShouldContain("killed after 1");
        (await node.UntilEventAsync("fails", "its end", one => one.Event == "instance-ended")).Text.ShouldContain("SIGTERM");
        node.Process.Errors.ShouldContain(line => line.Contains("fails/0: the drain command failed", StringComparison.Ordinal));
        before.SelectMany(one => one.Pids).Where(Kernel.IsAlive).ShouldBeEmpty();
        await node.UntilAsync("the end of the slow drain", () => Kernel.PidsWith("GUARDIAN_NODE=unix:" + node.Socket).Length == 0);
    }

    [Fact]
    public async Task A_node_that_is_stopped_leaves_nothing_behind_within_its_time()
    {
        await using TestNode node = await TestNode.StartAsync(
            """
            deaf { command = ["sh", "-c", "trap '' TERM; echo >> deaf; while :; do sleep 0.05; done"], stop.timeout = 60s }
            plain { command = ["sleep", "100000"], instances { max = 20, start = 20 } }
            """,
            "guardian.node.stop-timeout = 2s");
        WorkerView[] before = await node.UntilAllAsync("all healthy", all => all.Length == 2 && all.All(one => one.Healthy));
        await node.UntilAsync("its trap", () => node.Lines("deaf").Length == 1);
        long begun = TimeProvider.System.GetTimestamp();

        (await node.StopAsync()).ShouldBe(0);

        TimeProvider.System.GetElapsedTime(begun).TotalSeconds.ShouldBeInRange(2, 20);
        before.SelectMany(one => one.Pids).Where(Kernel.IsAlive).ShouldBeEmpty("reference.conf: what is left after stop-timeout is killed");
        Kernel.PidsWith("GUARDIAN_NODE=unix:" + node.Socket).ShouldBeEmpty();
        File.Exists(node.Socket).ShouldBeFalse();
    }
}
