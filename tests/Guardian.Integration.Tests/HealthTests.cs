using Guardian.Integration.Tests.Play;
using Guardian.Integration.Tests.Recovery;

namespace Guardian.Integration.Tests;

/// <summary>Workers that live and do not work: hung, stuck, leaking, spinning, deaf.</summary>
public sealed class HealthTests
{
    /// <summary>A person decides what follows: the worker is reported and left alone.</summary>
    private const string OnlyRecommend = "guardian.recovery.mode = recommend";

    [Fact]
    public async Task A_worker_whose_heartbeat_file_grows_old_is_hung_and_restarted()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a {
              command = ["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do touch beat; sleep 0.2; done; exec sleep 100000"]
              health.heartbeat { file = beat, timeout = 2s }
            }
            """);
        int before = (await node.HealthyAsync("a")).Pids[0];

        WorkerView after = await node.UntilAsync("a", "another process", one => one.Running == 1 && one.Pids[0] != before);

        EventView fault = await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen");
        fault.Text.ShouldContain("Hang: no heartbeat for");
        fault.Text.ShouldContain("incident");
        IncidentView incident = await node.UntilPhaseAsync("a/0", "settling", "resolved");
        incident.Kind.ShouldBe("hang");
        incident.Attempt.ShouldBe(1);
        after.First.LastExit.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_worker_whose_watchdog_falls_silent_is_hung_and_restarted()
    {
        await using TestNode node = await TestNode.StartAsync($$"""
            a { command = ["{{Programs.FaultWorker}}", "--watchdog-stops-after", "3s"], health { notify = yes, watchdog = 4s } }
            """);
        int before = (await node.HealthyAsync("a")).Pids[0];

        WorkerView after = await node.UntilAsync("a", "another process", one => one.Running == 1 && one.Pids[0] != before);

        EventView fault = await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen");
        fault.Text.ShouldContain("Hang: no WATCHDOG=1 for");
        (await node.UntilIncidentAsync("a/0", "decided", one => one.Plan is not null)).Kind.ShouldBe("hang");
        after.First.LastExit.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_worker_that_lives_and_answers_but_gets_nothing_done_is_restarted()
    {
        await using TestNode node = await TestNode.StartAsync($$"""
            a {
              command = ["{{Programs.FaultWorker}}", "--watchdog", "--progress", "200ms", "--progress-stops-after", "2s"]
              health { notify = yes, watchdog = 30s, progress { timeout = 60s, busy-timeout = 3s } }
            }
            """);
        WorkerView working = await node.UntilAsync("a", "its progress", one => one.First is { Progress: > 2, Busy: true });

        await node.UntilAsync("a", "another process", one => one.Running == 1 && one.Pids[0] != working.Pids[0]);

        EventView fault = await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen");
        fault.Text.ShouldContain("NoProgress: busy without progress for");
    }

    [Fact]
    public async Task A_worker_that_never_gets_ready_is_restarted_after_its_start_timeout()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"], health { notify = yes, start-timeout = 1s } }
            """);

        (await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen")).Text.ShouldContain("NotReady: not started after");
        await node.UntilAsync("a", "another process", one => one.First is { Pid: not null, LastExit: not null });
        (await node.UntilIncidentAsync("a/0", "open", _ => true)).Kind.ShouldBe("notReady");
    }

    [Fact]
    public async Task A_worker_that_ignores_SIGTERM_is_killed_after_its_deadline_and_that_is_said()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sh", "-c", "trap '' TERM; echo deaf >> deaf; while :; do sleep 0.1; done"], stop.timeout = 1s }
            """);
        int pid = (await node.HealthyAsync("a")).Pids[0];
        await node.UntilAsync("its trap", () => node.Lines("deaf").Length == 1);

        (await node.PostAsync("workers/a/stop")).Status.ShouldBe(200);

        WorkerView stopped = await node.UntilAsync("a", "stopped", one => one is { State: "stopped", Running: 0 });
        Kernel.IsAlive(pid).ShouldBeFalse();
        stopped.First.LastExit!.Signal.ShouldBe("SIGKILL");
        (await node.UntilEventAsync("a", "its end", one => one.Event == "instance-ended")).Text.ShouldContain("killed after 1");
        node.Process.Errors.ShouldContain(line => line.Contains("did not end within 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_that_leaks_over_its_memory_limit_is_restarted_gracefully()
    {
        await using TestNode node = await TestNode.StartAsync($$"""
            a { command = ["{{Programs.FaultWorker}}", "--leak", "40MiB/s"], health { grace = 0s, memory = 200 MiB } }
            """);
        int before = (await node.HealthyAsync("a")).Pids[0];

        WorkerView after = await node.UntilAsync("a", "another process", one => one.Running == 1 && one.Pids[0] != before);

        (await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen")).Text.ShouldContain("MemoryOver: memory");
        after.First.LastExit!.Code.ShouldBe(0, "it was asked to end and did so in order");
    }

    [Fact]
    public async Task A_worker_that_spins_is_reported_and_left_running()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sh", "-c", "while :; do :; done"], health { grace = 0s, cpu = 5% } }
            """, OnlyRecommend);

        WorkerView warned = await node.UntilAsync("a", "a warning", one => one.WarnsOf("processor use"));

        warned.Restarts.ShouldBe(0);
        warned.Running.ShouldBe(1);
        (await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen")).Text.ShouldContain("CpuOver");
    }

    [Fact]
    public async Task Zombie_children_of_a_worker_are_reported_and_orphans_that_end_are_reaped_by_the_node()
    {
        await using TestNode node = await TestNode.StartAsync($$"""
            a { command = ["{{Programs.FaultWorker}}", "--zombie"], health { grace = 0s, zombies = 0 } }
            b { command = ["sh", "-c", "( sh -c 'echo $$ > orphan; while [ ! -e end ]; do sleep 0.05; done' & ); exec sleep 100000"] }
            """, OnlyRecommend);
        WorkerView warned = await node.UntilAsync("a", "a warning", one => one.WarnsOf("zombie children"));
        warned.Restarts.ShouldBe(0);

        await node.UntilAsync("the orphan", () => node.Numbers("orphan").Length == 1);
        int orphan = node.Numbers("orphan")[0];
        await node.UntilAsync("the orphan's adoption by the node", () => Kernel.ParentOf(orphan) == node.Process.Pid);
        node.Write("end", string.Empty);

        await node.UntilAsync("its end", () => !Directory.Exists($"/proc/{orphan}"));
        Kernel.ZombiesOf(node.Process.Pid).ShouldBeEmpty();
    }

    [Fact]
    public async Task Error_lines_are_counted_once_also_by_the_node_that_comes_after()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a {
              command = ["sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do echo error $i; done; exec sleep 100000"]
              health { grace = 0s, error-rate = "0.5/min" }
            }
            """, OnlyRecommend);
        WorkerView before = await node.UntilAsync("a", "a warning", one => one.WarnsOf("error lines"));
        await Waiting.UntilAsync(
            "the log's offset in the store", async () => (object?)await Stores.LogOffsetAsync(node, "a"), offset => offset is > 0L, offset => $"{offset}");
        await node.KillAsync();
        await node.StartAsync();

        // Two figures of the processor, so two checks and more: by then the log has been looked at.
        WorkerView after = await node.UntilAsync("a", "some checks", one => one.First.CpuPercent is not null);

        after.Pids.ShouldBe(before.Pids);
        after.Why.ShouldNotContain("error lines");
        (await node.EventsAsync("a")).Count(one => one.Event == "fault-seen").ShouldBe(1);
    }
}
