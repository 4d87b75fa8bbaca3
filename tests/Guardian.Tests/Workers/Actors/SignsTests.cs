using Guardian.Health;
using Guardian.Workers;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

public sealed class SignsTests
{
    [Fact]
    public void READY_counts_as_started_and_nothing_else_does_for_who_speaks_notify()
    {
        using Harness node = new(Harness.Worker("w", "health.notify = yes"));
        node.Pass(5);
        node.Status().State.ShouldBe(WorkerState.Starting);
        node.Notify(new NotifyMessage { Ready = true });
        node.Status().State.ShouldBe(WorkerState.Healthy);
    }

    [Fact]
    public void A_start_that_takes_too_long_is_ended_and_counted()
    {
        using Harness node = new(Harness.Worker("w", "health { notify = yes, start-timeout = 10s }"));
        node.Pass(10);
        node.Os.Launches("w/0").ShouldBe(1);
        node.Pass(0.01);
        node.Os.Launches("w/0").ShouldBe(2);
        node.Status().Restarts.ShouldBe(1);
    }

    [Fact]
    public void A_watchdog_is_over_after_its_period_and_not_before()
    {
        using Harness node = new(Harness.Worker("w", "health { notify = yes, watchdog = 10s }"));
        node.Notify(new NotifyMessage { Ready = true });
        node.Pass(9);
        node.Notify(new NotifyMessage { Watchdog = true });
        node.Os.Forget();
        node.Os.Obeys = _ => false;
        node.Pass(10);
        node.Os.Did.ShouldBeEmpty();
        node.Pass(0.001);
        node.Os.Did.ShouldBe(["SIGABRT w/0"]);
        node.Pass(1.999);
        node.Os.Did.ShouldBe(["SIGABRT w/0"], "two seconds for a core dump");
        node.Pass(0.001);
        node.Os.Did.ShouldContain("SIGKILL w/0");
        node.Os.Did.ShouldContain("launch w/0");
    }

    [Fact]
    public void WATCHDOG_trigger_acts_at_once_and_WATCHDOG_USEC_sets_another_period()
    {
        using Harness node = new(Harness.Worker("w", "health.notify = yes"));
        node.Notify(new NotifyMessage { Ready = true, WatchdogPeriod = TimeSpan.FromSeconds(3) });
        node.Pass(3.01);
        node.Os.Launches("w/0").ShouldBe(2);
        node.Notify(new NotifyMessage { WatchdogTrigger = true });
        node.Status().Restarts.ShouldBe(2);
    }

    [Fact]
    public void RESTART_RESET_gives_a_clean_slate()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Crash();
        node.Notify(new NotifyMessage { RestartReset = true });
        node.Crash();
        node.Alive().Count.ShouldBe(1, "the first restart after a reset is at once");
    }

    [Fact]
    public void Busy_without_progress_is_found_on_time_whatever_was_said_just_before()
    {
        using Harness node = new(Harness.Worker("w", "health.progress.busy-timeout = 5s"));
        node.Pass(2);
        node.Notify(new NotifyMessage { Status = "hello" });
        node.Notify(new NotifyMessage { Busy = true });
        node.Pass(5);
        node.Status().Restarts.ShouldBe(0);
        node.Pass(0.01);
        node.Status().Restarts.ShouldBe(1);
    }

    [Fact]
    public void A_heartbeat_counts_by_its_changes_and_jumps_of_the_wall_clock_do_nothing()
    {
        using Harness node = new(Harness.Worker("w", "health.heartbeat { file = \"beat\", timeout = 8s }"));
        DateTime written = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int beat = 0; beat < 5; beat++)
        {
            node.HeartbeatWritten = written.AddSeconds(beat);
            node.Clock.JumpWallClock(TimeSpan.FromHours(beat % 2 == 0 ? 1 : -1));
            node.Pass(4);
        }

        node.Status().Restarts.ShouldBe(0);
        node.Pass(11);
        node.Status().Restarts.ShouldBe(1);
    }

    [Fact]
    public void Memory_over_its_limit_is_restarted_gracefully_and_counted()
    {
        using Harness node = new("guardian.interval = 1s\n" + Harness.Worker("w", "health { memory = 10 MiB, grace = 0s }"));
        node.Pass(2);
        node.Os.Forget();
        node.Os.Slot("w/0").Sample = new ProcessSample(TimeSpan.Zero, 11L << 20, 10, 1, 0, 0, 'S');
        node.Pass(1.9);
        node.Status().Restarts.ShouldBe(0, "over the limit at two checks of the three that confirm it");
        node.Pass(0.5);
        node.Os.Did.ShouldContain("SIGTERM w/0");
        node.Status().Restarts.ShouldBe(1);
    }

    [Fact]
    public void Processor_use_and_error_lines_are_reported_and_nothing_more()
    {
        using Harness node = new("guardian.interval = 1s\n" + Harness.Worker("w", "health { grace = 0s, error-rate = \"3/min\" }"));
        node.Pass(2);
        for (int check = 0; check < 5; check++)
        {
            node.Os.Slot("w/0").Sample = new ProcessSample(TimeSpan.FromSeconds(2 * check), 1, 10, 1, 0, 0, 'R');
            for (int line = 0; line < 20; line++)
            {
                node.Os.Slot("w/0").Write("an ERROR happened");
            }

            node.Pass(1);
        }

        node.Status().State.ShouldBe(WorkerState.Warning);
        node.Status().Reasons.ShouldContain(reason => reason.Contains("processor use", StringComparison.Ordinal));
        node.Status().Reasons.ShouldContain(reason => reason.Contains("error lines", StringComparison.Ordinal));
        node.Status().Restarts.ShouldBe(0);
    }

    [Fact]
    public void A_startup_probe_is_waited_for_even_when_up_after_is_zero()
    {
        using Harness node = new(Harness.Worker("w", "up-after = 0s, health.probes.startup { tcp = \"127.0.0.1:1\", initial-delay = 5s }"));
        node.Pass(1);
        node.Status().State.ShouldBe(WorkerState.Starting);
        node.Pass(5);
        node.Status().State.ShouldBe(WorkerState.Healthy);
    }

    [Fact]
    public void An_adopted_process_is_asked_its_live_probe_although_its_startup_is_long_over()
    {
        string config = Harness.Worker("w", "health.probes { startup { tcp = \"127.0.0.1:1\" }, live { tcp = \"127.0.0.1:2\", period = 1s } }");
        using Harness first = new(config);
        first.Pass(5);
        first.Kill();
        using Harness second = new(config, first) { Probe = _ => new ProbeResult.Failure("no", TimeSpan.Zero) };
        second.Pass(5);
        second.Os.Did.ShouldContain("SIGABRT w/0");
    }

    [Fact]
    public void A_worker_in_a_process_namespace_of_its_own_is_heard_although_its_number_is_not_known_here()
    {
        using Harness node = new(Harness.Worker("w", "health.notify = yes"));
        node.Os.Slot("w/0").Observer.Notified(new NotifyMessage { SenderPid = 0, Ready = true });
        node.Settle();
        node.Status().State.ShouldBe(WorkerState.Healthy);
    }

    [Fact]
    public void A_log_is_not_rotated_twice_at_a_time_even_when_its_process_crashes_meanwhile()
    {
        using Harness node = new("guardian.interval = 1s\n" + Harness.Worker("w"));
        TaskCompletionSource<LogRotation?> rotation = new();
        int begun = 0;
        node.Os.Slot("w/0").Rotate = () =>
        {
            begun++;
            return rotation.Task;
        };
        node.Pass(20);
        begun.ShouldBe(1);
        node.Crash();
        node.Pass(20);
        node.Status().Running.ShouldBe(1);
        begun.ShouldBe(1);
        rotation.SetResult(null);
        node.Pass(20);
        begun.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void What_is_being_stopped_is_judged_no_more()
    {
        using Harness node = new("guardian.interval = 500ms\n" + Harness.Worker("w"));
        node.Os.Obeys = _ => false;
        node.Ask(new StopAsked("me"));
        node.Os.Slot("w/0").Sample = new ProcessSample(TimeSpan.Zero, 1, 1, 1, 0, 0, 'Z');
        node.Pass(3);
        node.Crash();
        node.Pass(60);
        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Stopped);
    }
}
