using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Sages.Tasks;

namespace Guardian.Tests.Sages;

public class TaskSageTests
{
    [Fact]
    public void A_busy_worker_with_slow_answers_is_asked_gracefully_and_not_ended_hard()
    {
        Ballot ballot = Judge(SageCase.File(FaultKind.SlowAnswer) with { Busy = 1 }, "wait", "graceful_restart", "restart", "hard_restart");

        ballot.Best().ShouldBe("graceful_restart");
        ballot.Of("hard_restart").Score.ShouldBeLessThan(ballot.Of("graceful_restart").Score / 2);
        ballot.Of("restart").Reason.ShouldContain("1 task in hand by the worker's own word; about 70 % of such work is at risk");
    }

    [Fact]
    public void A_task_in_hand_that_is_itself_stuck_protects_nothing() =>
        Judge(SageCase.File(FaultKind.Hang) with { Busy = 1 }, "graceful_restart", "restart").Best().ShouldBe("restart");

    [Fact]
    public void A_worker_that_never_says_whether_it_is_busy_is_protected_less_than_a_busy_one_and_more_than_an_idle_one()
    {
        double[] scores = [.. new int?[] { 1, null, 0 }.Select(busy => Judge(SageCase.File(FaultKind.CpuOver) with { Busy = busy }, "restart").Of("restart").Score)];

        scores.ShouldBeInOrder(SortDirection.Ascending);
        scores.Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData(FaultKind.ErrorRate, true, 1, true)]
    [InlineData(FaultKind.ErrorRate, true, 2, false)]  // another instance goes on
    [InlineData(FaultKind.ErrorRate, false, 1, false)] // not critical
    [InlineData(FaultKind.NoProgress, true, 1, false)] // stuck
    public void Ending_the_last_instance_of_a_critical_worker_with_a_task_in_hand_is_vetoed_unless_it_is_stuck(
        FaultKind kind, bool critical, int running, bool vetoed)
    {
        Ballot ballot = Judge(SageCase.File(kind) with { Busy = 1, Critical = critical, Running = running });

        ballot.Of("restart").Veto.ShouldBe(vetoed);
        ballot.Of("graceful_restart").Veto.ShouldBeFalse();
    }

    [Fact]
    public void The_last_instance_is_spared_when_a_plan_that_ends_nothing_is_there()
    {
        CaseFile last = SageCase.File(FaultKind.ErrorBurst) with { Running = 1 };

        Judge(last, "connection_reset", "graceful_restart").Of("graceful_restart").Reason.ShouldContain("0 instances would serve meanwhile (at least 1 should)");
        Judge(last, "graceful_restart").Of("graceful_restart").Reason.ShouldNotContain("meanwhile");
    }

    [Fact]
    public void An_idle_server_with_work_that_waits_scales_up_and_a_busy_one_does_not()
    {
        CaseFile slow = SageCase.File(FaultKind.SlowAnswer) with { Busy = 2 };
        TaskSageState idle = TaskSageState.Empty with { Pulse = SageCase.Pulse(workers: [SageCase.Worker("mailer", backlog: 40)]) };
        TaskSageState busy = TaskSageState.Empty with { Pulse = SageCase.Pulse(memory: 0.9, workers: [SageCase.Worker("mailer", backlog: 40)]) };

        Judge(idle, slow).Best().ShouldBe("scale_up");
        Judge(busy, slow).Of("scale_up").Score.ShouldBeLessThan(0.1);
        Judge(busy, slow).Of("scale_up").Reason.ShouldContain("no room for another instance (processors 20 %, memory 90 %, load 0.3 per processor)");
        Judge(idle, slow with { Running = 3 }).Of("scale_up").Reason.ShouldContain("3 instances run, and 3 is the most");
    }

    [Fact]
    public void A_busy_server_makes_dear_plans_lose_more_than_cheap_ones()
    {
        CaseFile spin = SageCase.File(FaultKind.CpuOver);
        TaskSageState busy = TaskSageState.Empty with { Pulse = SageCase.Pulse(cpu: 0.95) };

        double dear = Judge(busy, spin).Of("hard_restart").Score / Judge(spin).Of("hard_restart").Score;
        double cheap = Judge(busy, spin).Of("graceful_restart").Score / Judge(spin).Of("graceful_restart").Score;

        dear.ShouldBeLessThan(cheap);
        cheap.ShouldBeLessThan(1);
    }

    [Fact]
    public void A_server_that_work_may_come_to_says_whether_it_has_room()
    {
        CaseFile foreign = SageCase.File(FaultKind.BudgetSpent) with { Alive = false, Node = "n9" };
        double unknown = Judge(TaskSageState.Empty, foreign, "relocate", "restart").Of("relocate").Score;

        Ballot busy = Judge(TaskSageState.Empty with { Pulse = SageCase.Pulse(memory: 0.97) }, foreign, "relocate", "restart");
        Ballot idle = Judge(TaskSageState.Empty with { Pulse = SageCase.Pulse(memory: 0.1, cpu: 0.05) }, foreign, "relocate", "restart");

        busy.Of("relocate").Score.ShouldBe(unknown * 0.6, 0.001);
        busy.Of("relocate").Reason.ShouldContain("this other server has no room to take it over");
        idle.Of("relocate").Score.ShouldBe(unknown * 1.1, 0.001);
        idle.Of("restart").ShouldBe(busy.Of("restart"));
        busy.Analysis.ShouldContain("What else node n9 recovers is not seen from here");
    }

    [Fact]
    public void What_relieves_a_busy_server_loses_nothing_by_its_being_busy()
    {
        TaskSageState busy = TaskSageState.Empty with { Pulse = SageCase.Pulse(memory: 0.97) };
        CaseFile file = SageCase.File(FaultKind.HostMemory) with { Busy = 0 };

        Judge(busy, file, "relocate").Of("relocate").Score.ShouldBe(Judge(file, "relocate").Of("relocate").Score);
        Judge(busy, file, "graceful_restart").Of("graceful_restart").Score.ShouldBeLessThan(Judge(file, "graceful_restart").Of("graceful_restart").Score);
    }

    [Fact]
    public void Waiting_costs_when_work_piles_up()
    {
        TaskSageState behind = TaskSageState.Empty with { Pulse = SageCase.Pulse(workers: [SageCase.Worker("mailer", backlog: 20)]) };

        Judge(behind, SageCase.File(FaultKind.ErrorRate)).Of("wait").Score.ShouldBeLessThan(Judge(SageCase.File(FaultKind.ErrorRate)).Of("wait").Score);
    }

    [Fact]
    public void The_analysis_tells_work_capacity_priority_other_incidents_and_the_phases_ahead()
    {
        TaskSageState state = TaskSageState.Empty with { Pulse = SageCase.Pulse(workers: [SageCase.Worker("mailer", backlog: 7)]) };
        state = TaskSage.Apply(state, new Fault(FaultKind.Hang, "mailer", null, "no heartbeat for 121 s", SageCase.At), MonotonicTime.FromSeconds(1));
        state = TaskSage.Apply(state, Changed("other", IncidentPhase.Acting));

        Judge(state, SageCase.File(FaultKind.Hang) with { Busy = 1 }, "restart").Analysis.ShouldBe(
            "1 task in hand, but stuck; 7 tasks wait; processors 20 %, memory 40 %, load 0.3 per processor. "
            + "Priority 0.11: impact 2 of 5 (medium), frequency 1 of 5 (1 fault within a day, 7 tasks wait), cost of repair 0.40 of 1. "
            + "1 other incident open, 1 being acted on. Ahead: save state, act, restore, verify, settle; attempt 1 of 3, 2 more after it.");
    }

    [Fact]
    public void What_it_remembers_is_bounded_and_forgets_after_a_day()
    {
        TaskSageState state = TaskSageState.Empty;
        for (int at = 0; at < 2000; at++)
        {
            state = TaskSage.Apply(state, new Fault(FaultKind.Crash, $"w{at}", null, "exit 1", SageCase.At), MonotonicTime.FromSeconds(at));
            state = TaskSage.Apply(state, new Fault(FaultKind.Crash, "one", null, "exit 1", SageCase.At), MonotonicTime.FromSeconds(at));
            state = TaskSage.Apply(state, Changed($"i{at}", IncidentPhase.Proposed));
        }

        state.Faults.Count.ShouldBe(TaskSageState.MostFaultKeys);
        state.Open.Count.ShouldBe(TaskSageState.MostIncidents);
        TaskSage.FaultsPerDay(state, "one", FaultKind.Crash).ShouldBe(TaskSageState.MostTimes);
        state = TaskSage.Apply(state, new Fault(FaultKind.Crash, "one", null, "exit 1", SageCase.At), MonotonicTime.FromSeconds(200_000));
        TaskSage.FaultsPerDay(state, "one", FaultKind.Crash).ShouldBe(1);
        TaskSage.Apply(state, Changed("i3", IncidentPhase.Resolved)).Open.Count.ShouldBe(TaskSageState.MostIncidents - 1);
    }

    private static IncidentChanged Changed(string incident, IncidentPhase phase) =>
        new(incident, "mailer", phase, new IncidentEvent.Held(null, "over"), SageCase.At);

    private static Ballot Judge(CaseFile file, params string[] plans) => Judge(TaskSageState.Empty with { Pulse = SageCase.Pulse() }, file, plans);

    private static Ballot Judge(TaskSageState state, CaseFile file, params string[] plans) =>
        TaskSage.Judge(state, SageCase.Put(file, plans), SageCase.Options.Task, "one");
}
