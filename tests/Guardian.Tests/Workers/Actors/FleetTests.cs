using Guardian.Workers;
using Guardian.Workers.Actors;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

public sealed class FleetTests
{
    private const string Chain = "guardian.groups.g.strategy = ";

    [Fact]
    public void A_group_of_one_for_all_stops_in_reverse_and_starts_in_order()
    {
        using Harness node = Group("one_for_all");
        node.Os.Forget();
        node.Crash("b/0");
        node.Pass(5);
        Steps(node).ShouldBe(["SIGTERM c/0", "SIGTERM a/0", "launch a/0", "launch b/0", "launch c/0"]);
    }

    [Fact]
    public void A_group_of_rest_for_one_leaves_those_before_alone()
    {
        using Harness node = Group("rest_for_one");
        node.Os.Forget();
        node.Crash("b/0");
        node.Pass(5);
        Steps(node).ShouldBe(["SIGTERM c/0", "launch b/0", "launch c/0"]);
    }

    [Fact]
    public void A_member_that_keeps_failing_is_delayed_within_its_group_as_well()
    {
        using Harness node = Group("one_for_all");
        node.Crash("b/0");
        node.Pass(5);
        node.Crash("b/0");
        node.Pass(1);
        int launches = node.Os.Launches("b/0");
        node.Crash("b/0");
        node.Pass(1.5);
        node.Os.Launches("b/0").ShouldBe(launches, "the third restart in a row waits 2 s, group or not");
        node.Pass(4);
        node.Os.AliveAll().Count.ShouldBe(3);
    }

    [Fact]
    public void Two_failing_instances_of_a_group_do_not_take_each_others_delays_away()
    {
        using Harness node = new(Chain + "one_for_all\n" + Harness.Worker("a", "group = g, instances { min = 1, max = 2, start = 2 }"));
        node.Pass(2);
        node.Os.RefuseLaunch = _ => "not today"; // without the delays this would never come to rest
        node.Crash("a/0");
        node.Pass(20);
        node.Os.Did.Count(step => step.StartsWith("refuse", StringComparison.Ordinal)).ShouldBeLessThan(20, "two budgets of five, and what a stop of the group cut short");
        node.Os.RefuseLaunch = _ => null;
        node.Pass(70);
        node.Alive("a").Count.ShouldBe(2);
    }

    [Fact]
    public void A_second_failure_during_a_group_run_ends_with_all_running()
    {
        using Harness node = Group("one_for_all");
        node.Os.Obeys = instance => instance != "c/0";
        node.Crash("b/0");
        node.Crash("a/0");
        node.Pass(40);
        node.Os.AliveAll().Count.ShouldBe(3);
        node.Os.Doubles.ShouldBeEmpty();
    }

    [Fact]
    public void A_member_that_is_stopped_removed_or_never_ready_does_not_hold_its_group_for_ever()
    {
        using Harness node = Group("one_for_all");
        node.Os.RefuseLaunch = instance => instance == "a/0" ? "not today" : null;
        node.Crash("b/0");
        node.Pass(60); // a has given up after 15 s
        node.Alive("b").Count.ShouldBe(1, "a does not come; b does not wait for ever");
        node.Alive("c").Count.ShouldBe(1);
    }

    [Fact]
    public void Dependencies_are_ready_before_those_that_need_them_start()
    {
        using Harness node = new(Harness.Worker("web", "depends-on = [\"db\"]") + Harness.Worker("db", "health.notify = yes"));
        node.Alive("web").ShouldBeEmpty();
        node.Status("web").State.ShouldBe(WorkerState.Starting);
        node.Pass(5);
        node.Alive("web").ShouldBeEmpty();
        node.Notify(new NotifyMessage { Ready = true }, "db/0");
        node.Alive("web").Count.ShouldBe(1);
    }

    [Fact]
    public void The_ready_line_is_not_held_for_ever()
    {
        using Harness node = new(Harness.Worker("web", "depends-on = [\"db\"]") + Harness.Worker("db", "health { notify = yes }"));
        Task<object> begun = node.Begin(FleetProtocol.AwaitBegun.Instance);
        begun.IsCompleted.ShouldBeFalse();
        node.Pass(30);
        Harness.Wait(begun).ShouldBeOfType<FleetProtocol.BegunAll>().StillWaiting.ShouldBe(["web"]);
    }

    [Fact]
    public void Shutdown_stops_dependents_first_and_whoever_waits_for_the_start_is_told()
    {
        using Harness node = new(Harness.Worker("db") + Harness.Worker("web", "depends-on = [\"db\"]"));
        node.Pass(2);
        node.Os.Forget();
        node.AskFleet(FleetProtocol.ShutDownAll.Instance).ShouldBeOfType<FleetProtocol.AllQuiet>();
        Steps(node).Where(step => step.StartsWith("SIGTERM", StringComparison.Ordinal)).ShouldBe(["SIGTERM web/0", "SIGTERM db/0"]);
        node.Os.AliveAll().ShouldBeEmpty();
    }

    [Fact]
    public void What_does_not_stop_in_time_is_killed_when_the_nodes_own_time_is_over()
    {
        using Harness node = new(Harness.Worker("db") + Harness.Worker("web", "depends-on = [\"db\"], stop.timeout = 1h"));
        node.Pass(2);
        node.Os.Obeys = _ => false;
        Task<object> asked = node.Begin(FleetProtocol.ShutDownAll.Instance);
        node.Pass(60);
        asked.IsCompleted.ShouldBeFalse();
        node.AskFleet(FleetProtocol.KillAll.Instance).ShouldBeOfType<FleetProtocol.AllQuiet>();
        node.Os.AliveAll().ShouldBeEmpty();
    }

    [Fact]
    public void A_reload_touches_only_what_changed()
    {
        using Harness node = new(Harness.Worker("same") + Harness.Worker("live") + Harness.Worker("roll") + Harness.Worker("gone"));
        node.Pass(2);
        node.Os.Forget();
        node.Reload(Harness.Worker("same") + Harness.Worker("live", "stop.timeout = 1s") + Harness.Worker("roll", "nice = 3") + Harness.Worker("new"));
        node.Pass(2);
        node.Os.Did.ShouldNotContain(step => step.EndsWith("same/0", StringComparison.Ordinal) || step.EndsWith("live/0", StringComparison.Ordinal));
        Steps(node).ShouldContain("launch roll/0");
        Steps(node).ShouldContain("launch new/0");
        node.Alive("gone").ShouldBeEmpty();
        node.Board.Find("gone").ShouldBeNull();
        node.Os.Obeys = _ => false;
        node.Ask(new StopAsked("me"), "live");
        node.Pass(1);
        node.Alive("live").ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_that_comes_back_while_it_leaves_starts_anew_and_one_that_then_leaves_again_stays_away()
    {
        using Harness node = new(Harness.Worker("w") + Harness.Worker("o"));
        node.Os.Obeys = _ => false;
        node.Reload(Harness.Worker("o"));
        node.Reload(Harness.Worker("o") + Harness.Worker("w", "nice = 1"));
        node.Reload(Harness.Worker("o"));
        node.Pass(60);
        node.Alive().ShouldBeEmpty();
        node.Reload(Harness.Worker("o") + Harness.Worker("w", "nice = 2"));
        node.Alive().Count.ShouldBe(1);
        node.Os.Doubles.ShouldBeEmpty();
    }

    [Fact]
    public void A_worker_defined_again_later_does_not_remember_its_earlier_life()
    {
        using Harness first = new(Harness.Worker("w") + Harness.Worker("o"));
        first.Ask(new StopAsked("me"));
        first.Kill();
        using Harness node = new(Harness.Worker("w") + Harness.Worker("o"), first);
        node.Reload(Harness.Worker("o"));
        node.Reload(Harness.Worker("w") + Harness.Worker("o"));
        node.Alive().Count.ShouldBe(1);
    }

    [Fact]
    public void A_probe_that_a_reload_adds_is_asked_of_the_running_process()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Pass(2);
        node.Probe = _ => new Guardian.Health.ProbeResult.Failure("no", TimeSpan.Zero);
        node.Os.Forget();
        node.Reload(Harness.Worker("w", "health.probes.live { tcp = \"127.0.0.1:1\", period = 1s }"));
        node.Pass(3);
        node.Os.Did.ShouldContain("SIGABRT w/0");
    }

    [Fact]
    public void Live_processes_of_an_earlier_node_are_adopted_and_the_dead_are_started_again()
    {
        using Harness first = new(Harness.Worker("w", "instances { min = 1, max = 3, start = 2 }"));
        FakeProcess kept = first.Alive()[0];
        first.Kill();
        first.Os.End("w/1", ExitStatus.Exited(1));
        first.Os.Leave("w/1").Alive.ShouldBeTrue();
        using Harness second = new(Harness.Worker("w", "instances { min = 1, max = 3, start = 2 }"), first);
        second.Alive().Count.ShouldBe(2);
        second.Alive()[0].ShouldBeSameAs(kept);
        second.Os.Doubles.ShouldBeEmpty("what was left behind is killed first");
        second.Crash();
        second.Alive().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("stop", "SIGTERM w/0")]
    [InlineData("kill", "SIGKILL w/0")]
    public void Orphans_are_ended_where_the_definition_says_so(string orphans, string step)
    {
        using Harness first = new(Harness.Worker("w"));
        first.Kill();
        first.Os.Forget();
        using Harness second = new(Harness.Worker("w", $"orphans = {orphans}"), first);
        Steps(second)[0].ShouldBe(step);
        second.Alive().Count.ShouldBe(1);
        second.Os.Launches("w/0").ShouldBe(1);
    }

    [Fact]
    public void What_an_earlier_node_left_of_a_worker_that_is_no_longer_defined_is_stopped()
    {
        using Harness first = new(Harness.Worker("w") + Harness.Worker("o"));
        first.Kill();
        using Harness second = new(Harness.Worker("o"), first);
        second.Alive().ShouldBeEmpty();
        second.Board.Find("w").ShouldBeNull();
    }

    [Fact]
    public void Of_more_recorded_instances_than_wanted_as_many_as_are_wanted_go_on_untouched()
    {
        using Harness first = new(Harness.Worker("w", "instances { min = 1, max = 3, start = 3 }"));
        first.Notify(new NotifyMessage { Busy = true }, "w/2");
        first.Pass(1);
        FakeProcess busy = first.Alive()[2];
        first.Ask(new ScaleAsked(1, "me"));
        first.Alive().Single().ShouldBeSameAs(busy);
        first.Kill();
        using Harness second = new(Harness.Worker("w", "instances { min = 1, max = 3, start = 3 }"), first);
        second.Alive().Single().ShouldBeSameAs(busy);
    }

    [Fact]
    public void A_process_whose_start_was_not_written_is_found_by_its_mark()
    {
        using Harness first = new(string.Empty);
        FakeProcess marked = first.Os.Leave("w/0");
        using Harness second = new(Harness.Worker("w"), first);
        second.Alive().Single().ShouldBeSameAs(marked);
        second.Os.Launches("w/0").ShouldBe(0);
    }

    [Fact]
    public void While_a_live_process_cannot_be_taken_over_no_second_one_is_started()
    {
        using Harness first = new(Harness.Worker("w"));
        FakeProcess kept = first.Alive().Single();
        first.Kill();
        first.Os.RefuseSlot = _ => "disk full";
        using Harness second = new(Harness.Worker("w"), first);
        second.Pass(5);
        second.Alive().Single().ShouldBeSameAs(kept);
        second.Os.RefuseSlot = _ => null;
        second.Pass(1);
        second.Status().Running.ShouldBe(1);
        second.Alive().Single().ShouldBeSameAs(kept);
        second.Os.Doubles.ShouldBeEmpty();
    }

    [Fact]
    public void A_start_asked_while_a_process_cannot_be_taken_over_comes_when_that_one_has_ended()
    {
        using Harness first = new(Harness.Worker("w"));
        FakeProcess kept = first.Alive().Single();
        first.Kill();
        first.Os.RefuseSlot = _ => "disk full";
        using Harness second = new(Harness.Worker("w"), first);
        second.Ask(new StartAsked("me"));
        second.Os.End(kept, ExitStatus.Exited(0));
        second.Os.RefuseSlot = _ => null;
        second.Pass(1);
        second.Alive().Single().ShouldNotBeSameAs(kept);
        second.Status().Running.ShouldBe(1);
    }

    [Fact]
    public void A_fault_of_our_own_while_taking_over_does_not_lose_the_process()
    {
        using Harness first = new(Harness.Worker("w"));
        FakeProcess kept = first.Alive().Single();
        first.Kill();
        first.Os.RefuseSlot = _ => throw new InvalidOperationException("a bug");
        using Harness second = new(Harness.Worker("w"), first);
        second.Faults.ShouldNotBeEmpty();
        second.Os.RefuseSlot = _ => null;
        second.Pass(1);
        second.Alive().Single().ShouldBeSameAs(kept);
        second.Status().Running.ShouldBe(1);
    }

    [Fact]
    public void A_fault_of_our_own_while_an_adopted_worker_is_restarted_does_not_lose_it()
    {
        using Harness first = new(Harness.Worker("w"));
        first.Kill();
        using Harness second = new(Harness.Worker("w"), first);
        second.Os.BreakLaunch = _ => new InvalidOperationException("a bug");
        second.Ask(new RestartAsked(true, "me"));
        second.Alive().ShouldBeEmpty();
        second.Os.BreakLaunch = _ => null;
        second.Pass(30);
        second.Alive().Count.ShouldBe(1);
    }

    [Fact]
    public void A_member_that_leaves_its_group_while_the_group_stops_does_not_hold_the_others()
    {
        using Harness node = Group("one_for_all");
        node.Os.Obeys = instance => instance != "c/0";
        node.Crash("a/0");
        node.Reload(Chain + "one_for_all\n" + Harness.Worker("a", "group = g") + Harness.Worker("b", "group = g") + Harness.Worker("c"));
        node.Pass(5);
        node.Alive("a").Count.ShouldBe(1);
        node.Alive("b").Count.ShouldBe(1);
        node.Pass(20);
        node.Alive("c").Count.ShouldBe(1);
    }

    [Fact]
    public void A_member_that_was_stopped_by_one_group_and_moved_to_another_starts_again()
    {
        using Harness node = Group("one_for_all");
        node.Os.Obeys = instance => instance != "b/0";
        node.Crash("a/0"); // c has stopped, b is on its way
        node.Alive("c").ShouldBeEmpty();
        node.Reload(Chain + "one_for_all\nguardian.groups.h.strategy = one_for_all\n"
            + Harness.Worker("a", "group = g") + Harness.Worker("b", "group = g") + Harness.Worker("c", "group = h"));
        node.Pass(1);
        node.Alive("c").Count.ShouldBe(1);
        node.Pass(30);
        node.Alive("a").Count.ShouldBe(1);
        node.Alive("b").Count.ShouldBe(1);
    }

    private static Harness Group(string strategy)
    {
        Harness node = new(Chain + strategy + "\n" + Harness.Worker("a", "group = g") + Harness.Worker("b", "group = g") + Harness.Worker("c", "group = g"));
        node.Pass(2);
        return node;
    }

    private static List<string> Steps(Harness node) =>
        [.. node.Os.Did.Where(step => step.StartsWith("launch", StringComparison.Ordinal) || step.StartsWith("SIG", StringComparison.Ordinal))];
}
