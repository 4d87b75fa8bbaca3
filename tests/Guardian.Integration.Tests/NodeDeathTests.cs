using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>The node is killed, and another one begins where it was.</summary>
public sealed class NodeDeathTests
{
    private const string Marking = """
        a { command = ["perl", "mark.pl", "marks-{index}"], instances { max = 4, start = 2 } }
        """;

    [Fact]
    public async Task Workers_live_on_when_the_node_is_killed_and_the_next_node_takes_them_over()
    {
        await using TestNode node = TestNode.With(Marking);
        node.Write("mark.pl", Scripts.Mark);
        await node.StartAsync();
        int[] before = (await node.HealthyAsync("a")).Pids;

        await node.KillAsync();
        before.ShouldAllBe(pid => Kernel.IsAlive(pid));
        await node.StartAsync();

        WorkerView after = await node.HealthyAsync("a");
        after.Pids.ShouldBe(before);
        after.Restarts.ShouldBe(0);
        (await node.UntilEventAsync("a", "taken over", one => one.Text.StartsWith("taken over", StringComparison.Ordinal))).Instance.ShouldNotBeNull();
        for (int index = 0; index < 2; index++)
        {
            node.MarkedPids($"a/{index}").ShouldBe([before[index]]);
            node.Numbers($"marks-{index}").Distinct().ShouldBe([before[index]]);
        }
    }

    [Fact]
    public async Task A_worker_that_died_while_no_node_ran_is_started_and_the_others_are_left_alone()
    {
        await using TestNode node = TestNode.With(Marking);
        node.Write("mark.pl", Scripts.Mark);
        await node.StartAsync();
        int[] before = (await node.HealthyAsync("a")).Pids;

        await node.KillAsync();
        Kernel.Signal(before[0], Kernel.Kill);
        await node.UntilAsync("its end", () => !Kernel.IsAlive(before[0]));
        await node.StartAsync();

        WorkerView after = await node.HealthyAsync("a");
        after.Pids[0].ShouldNotBe(before[0]);
        after.Pids[1].ShouldBe(before[1]);
        Scripts.Interleaved(node.Numbers("marks-0")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_worker_left_running_is_gone_before_it_is_started_again_by_the_next_node()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sh", "-c", "setsid sh -c 'echo $$ >> helpers; exec sleep 100000' & exec sleep 100000"] }
            """);
        int before = (await node.HealthyAsync("a")).Pids[0];
        await node.UntilAsync("the helper", () => node.Numbers("helpers").Length == 1);
        int helper = node.Numbers("helpers")[0];

        await node.KillAsync();
        Kernel.Signal(before, Kernel.Kill);
        await node.UntilAsync("its end", () => !Kernel.IsAlive(before));
        Kernel.IsAlive(helper).ShouldBeTrue();
        await node.StartAsync();

        await node.HealthyAsync("a");
        await node.UntilAsync("the second helper", () => node.Numbers("helpers").Length == 2);
        Kernel.IsAlive(helper).ShouldBeFalse("what the dead worker left behind is a second copy of a part of it");
    }

    [Fact]
    public async Task How_a_worker_that_was_taken_over_ended_is_known_by_signal_and_by_code()
    {
        await using TestNode node = await TestNode.StartAsync("""
            killed { command = ["sleep", "100000"] }
            ends { command = ["sh", "-c", "while [ ! -e go ]; do sleep 0.05; done; rm go; exit 7"] }
            """);
        WorkerView killed = await node.HealthyAsync("killed");
        WorkerView ends = await node.HealthyAsync("ends");
        await node.KillAsync();
        await node.StartAsync();
        (await node.HealthyAsync("killed")).Pids.ShouldBe(killed.Pids);
        (await node.HealthyAsync("ends")).Pids.ShouldBe(ends.Pids);

        Kernel.Signal(killed.Pids[0], Kernel.Kill);
        node.Write("go", string.Empty);

        ExitView bySignal = (await node.UntilAsync("killed", "another process", one => one.Running == 1 && one.Pids[0] != killed.Pids[0])).First.LastExit!;
        bySignal.Signal.ShouldBe("SIGKILL");
        bySignal.Code.ShouldBeNull();
        ExitView byCode = (await node.UntilAsync("ends", "another process", one => one.Running == 1 && one.Pids[0] != ends.Pids[0])).First.LastExit!;
        byCode.Code.ShouldBe(7);
        byCode.Signal.ShouldBeNull();
    }

    [Fact]
    public async Task Counters_and_the_last_exit_outlive_the_node()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"] }
            """);
        int first = (await node.HealthyAsync("a")).Pids[0];
        Kernel.Signal(first, Kernel.Kill);
        await node.UntilAsync("a", "one restart", one => one is { Restarts: 1, Running: 1 });
        await node.UntilEventAsync("a", "the restart, stored", one => one.Event == "restart-decided");
        await node.UntilEventAsync(
            "a", "the second start, stored", one => one.Event == "instance-started" && !one.Text.Contains($" {first}", StringComparison.Ordinal));
        await node.KillAsync();
        await node.StartAsync();

        WorkerView after = await node.HealthyAsync("a");

        after.Restarts.ShouldBe(1);
        after.First.Restarts.ShouldBe(1);
        after.First.LastExit!.Signal.ShouldBe("SIGKILL");
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("kill")]
    public async Task A_worker_that_is_not_to_be_adopted_is_ended_before_it_is_started_anew(string orphans)
    {
        await using TestNode node = TestNode.With($$"""
            a { command = ["perl", "mark.pl", "marks"], orphans = {{orphans}} }
            """);
        node.Write("mark.pl", Scripts.Mark);
        await node.StartAsync();
        int before = (await node.HealthyAsync("a")).Pids[0];
        await node.KillAsync();
        await node.StartAsync();

        WorkerView after = await node.UntilAsync("a", "a process of its own", one => one.Healthy && one.Pids[0] != before);

        Kernel.IsAlive(before).ShouldBeFalse();
        after.First.LastExit!.Signal.ShouldBe(orphans == "kill" ? "SIGKILL" : null);
        Scripts.Interleaved(node.Numbers("marks")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_is_no_longer_defined_when_the_node_comes_back_is_stopped()
    {
        await using TestNode node = await TestNode.StartAsync("""
            stays { command = ["sleep", "100000"] }
            goes { command = ["sleep", "100000"] }
            """);
        int gone = (await node.HealthyAsync("goes")).Pids[0];
        int kept = (await node.HealthyAsync("stays")).Pids[0];
        await node.KillAsync();
        node.Configure("""
            stays { command = ["sleep", "100000"] }
            """);
        await node.StartAsync();

        await node.UntilAsync("the end of the one that is not defined", () => !Kernel.IsAlive(gone));

        (await node.UntilAllAsync("only one worker", all => all.Length == 1)).Single().Name.ShouldBe("stays");
        (await node.WorkerAsync("stays")).Pids.ShouldBe([kept]);
    }

    [Fact]
    public async Task A_worker_that_was_taken_over_is_heard_by_the_next_node_and_its_silence_noticed()
    {
        await using TestNode node = TestNode.With($$"""
            a {
              command = ["{{Programs.FaultWorker}}", "--watchdog", "--progress", "100ms", "--control", "control"]
              health { notify = yes, watchdog = 10s }
            }
            """);
        (await node.RunAsync("/usr/bin/mkfifo", node.At("control"))).ExitCode.ShouldBe(0);
        await node.StartAsync();
        WorkerView before = await node.UntilAsync("a", "progress", one => one.Healthy && one.First.Progress > 2);
        await node.KillAsync();
        await node.StartAsync();

        WorkerView after = await node.UntilAsync("a", "progress since", one => one.First.Progress > before.First.Progress);
        after.Pids.ShouldBe(before.Pids);
        after.Restarts.ShouldBe(0);

        await File.WriteAllTextAsync(node.At("control"), "hang\n");
        await node.UntilAsync("a", "another process", one => one.Running == 1 && one.Pids[0] != before.Pids[0]);
        (await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen")).Text.ShouldContain("no WATCHDOG=1");
    }

    [Fact]
    public async Task Instances_that_are_no_longer_wanted_when_the_node_comes_back_are_stopped_and_the_others_kept()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"], instances { start = 3 } }
            """);
        int[] before = (await node.HealthyAsync("a")).Pids;
        await node.KillAsync();
        node.Configure("""
            a { command = ["sleep", "100000"], instances { start = 1 } }
            """);
        await node.StartAsync();

        WorkerView after = await node.UntilAsync("a", "one instance", one => one.Healthy && one.Instances.Length == 1);

        after.Pids.ShouldBe([before[0]]);
        before[1..].Where(Kernel.IsAlive).ShouldBeEmpty();
    }
}
