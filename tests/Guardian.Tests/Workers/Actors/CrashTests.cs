using Guardian.Hosting;
using Guardian.Workers;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

public sealed class CrashTests
{
    [Fact]
    public void A_crash_is_restarted_at_once_in_the_same_slot_and_then_after_growing_delays()
    {
        using Harness node = new(Harness.Worker("w"));
        FakeSlot slot = node.Os.Slot("w/0");

        node.Crash();
        node.Os.Launches("w/0").ShouldBe(2);
        node.Os.Slot("w/0").ShouldBeSameAs(slot);

        node.Crash();
        node.Os.Launches("w/0").ShouldBe(2, "the second restart waits 1 s");
        node.Pass(0.999);
        node.Os.Launches("w/0").ShouldBe(2);
        node.Pass(0.001);
        node.Os.Launches("w/0").ShouldBe(3);

        node.Crash();
        node.Pass(1.999);
        node.Os.Launches("w/0").ShouldBe(3);
        node.Pass(0.001);
        node.Os.Launches("w/0").ShouldBe(4);
        node.Status().Restarts.ShouldBe(3);
    }

    [Fact]
    public void What_a_crash_left_behind_is_killed_before_the_next_start()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Os.Forget();

        node.Crash();

        node.Os.Did.ShouldBe(["exit w/0", "tree SIGKILL w/0", "launch w/0"]);
    }

    [Fact]
    public void A_spent_budget_is_critical_with_its_reason_and_tried_again_after_the_pause()
    {
        using Harness node = Spent();

        node.Status().State.ShouldBe(WorkerState.Critical);
        node.Status().Reasons.ShouldContain(reason => reason.Contains("budget spent", StringComparison.Ordinal));
        int launches = node.Os.Launches("w/0");
        node.Pass(59.9);
        node.Os.Launches("w/0").ShouldBe(launches);
        node.Pass(0.1);
        node.Os.Launches("w/0").ShouldBe(launches + 1);
    }

    [Fact]
    public void A_persons_start_lifts_a_spent_budget_at_once()
    {
        using Harness node = Spent();

        node.Ask(new StartAsked("me")).ShouldBeOfType<CommandReply.Accepted>();
        node.Alive().Count.ShouldBe(1);
        node.Pass(2);
        node.Status().State.ShouldBe(WorkerState.Healthy);
        node.Crash();
        node.Alive().Count.ShouldBe(1, "the slate is clean: the first restart is at once again");
    }

    [Fact]
    public void Exit_code_78_is_never_restarted_until_a_person_says_so()
    {
        using Harness node = new(Harness.Worker("w"));

        node.Crash(code: 78);
        node.Pass(600);
        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Critical);
        node.Status().Reasons.ShouldContain(reason => reason.Contains("configuration error", StringComparison.Ordinal));

        node.Ask(new StartAsked("me"));
        node.Alive().Count.ShouldBe(1);
        node.Pass(2);
        node.Status().State.ShouldBe(WorkerState.Healthy);
    }

    [Fact]
    public void An_order_to_restart_that_crossed_with_exit_78_starts_nothing_behind_the_supervisors_back()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Os.Obeys = _ => false;

        // The exit comes first, the order is sent before the supervisor knows of it; whichever way it goes, a stop must end everything.
        node.Os.End("w/0", ExitStatus.Exited(78));
        node.Ask(new RestartAsked(true, "me"));
        node.Os.Obeys = _ => true;
        node.Ask(new StopAsked("me"));

        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Stopped);
    }

    [Fact]
    public void An_exit_code_that_means_done_ends_it_well()
    {
        using Harness node = new(Harness.Worker("w", "restart.exit-codes.done = [7]"));

        node.Crash(code: 7);
        node.Pass(600);

        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Stopped);
    }

    [Fact]
    public void On_failure_restarts_a_failure_and_leaves_success_alone()
    {
        using Harness node = new(Harness.Worker("w", "restart.mode = on-failure"));

        node.Crash();
        node.Alive().Count.ShouldBe(1);
        node.Crash(code: 0);
        node.Pass(600);
        node.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void A_command_that_cannot_be_started_says_why_backs_off_and_bothers_nobody_else()
    {
        using Harness node = new(Harness.Worker("w") + Harness.Worker("other"));
        node.Os.RefuseLaunch = instance => instance == "w/0" ? "no such command" : null;

        node.Crash();
        node.Status().Reasons.ShouldContain(reason => reason.Contains("no such command", StringComparison.Ordinal));
        node.Alive("other").Count.ShouldBe(1);
        node.Os.RefuseLaunch = _ => null;
        node.Pass(10);
        node.Alive().Count.ShouldBe(1);
        node.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_of_our_own_while_starting_does_not_lose_the_worker()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Os.BreakLaunch = _ => new InvalidOperationException("our own fault");

        node.Crash();
        node.Alive().ShouldBeEmpty();
        node.Faults.ShouldNotBeEmpty();
        node.Os.BreakLaunch = _ => null;
        node.Pass(20);

        node.Alive().Count.ShouldBe(1);
    }

    [Fact]
    public void A_fault_of_our_own_in_a_check_costs_neither_the_process_nor_a_stop_under_way()
    {
        using Harness node = new("guardian.interval = 1s\n" + Harness.Worker("w"));
        node.Os.Obeys = _ => false;
        node.Ask(new StopAsked("me"));
        node.Os.Slot("w/0").LogTrouble = new InvalidOperationException("our own fault");
        node.Pass(1.5);
        node.Faults.ShouldNotBeEmpty();
        node.Alive().Count.ShouldBe(1);

        node.Pass(10);

        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Stopped);
    }

    [Fact]
    public void A_late_word_of_an_earlier_process_is_ignored()
    {
        using Harness node = new(Harness.Worker("w"));
        FakeProcess first = node.Alive().Single();
        node.Crash();
        FakeProcess second = node.Alive().Single();

        node.Os.Slot("w/0").Observer.Exited(first.Incarnation, ExitStatus.Exited(1));
        node.Settle();
        node.Notify(new NotifyMessage { SenderPid = first.Identity.Pid, WatchdogTrigger = true });

        node.Alive().Single().ShouldBeSameAs(second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stop_that_races_a_crash_ends_in_stopped(bool crashFirst)
    {
        using Harness node = new(Harness.Worker("w"));
        node.Os.Obeys = _ => false;

        if (crashFirst)
        {
            node.Os.End("w/0", ExitStatus.Exited(1));
            node.Ask(new StopAsked("me"));
        }
        else
        {
            Task<object> reply = node.Fleet.Ask<object>(new Guardian.Workers.Actors.FleetProtocol.ForWorker("w", new StopAsked("me")));
            node.Os.End("w/0", ExitStatus.Exited(1));
            node.Settle();
            Harness.Wait(reply);
        }

        node.Pass(60);
        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Stopped);
    }

    private static Harness Spent()
    {
        Harness node = new(Harness.Worker("w"));
        for (int crash = 0; crash < 5; crash++)
        {
            node.Crash();
            node.Pass(8);
        }

        node.Crash();
        return node;
    }
}
