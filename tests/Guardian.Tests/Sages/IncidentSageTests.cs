using Guardian.Council;
using Guardian.Faults;
using Guardian.Sages.Incidents;
using Guardian.Workers;

namespace Guardian.Tests.Sages;

public class IncidentSageTests
{
    [Fact]
    public void In_a_crisis_the_fastest_cure_gains_on_the_gentlest()
    {
        Proposal proposal = SageCase.Put(SageCase.File(FaultKind.Leak), "graceful_restart", "restart");

        Ballot calm = IncidentSage.Judge(IncidentSageState.Empty, proposal, "one");
        Ballot crisis = IncidentSage.Judge(SageCase.Crisis, proposal with { Case = proposal.Case with { Severity = Severity.Critical } }, "one");

        calm.Best().ShouldBe("graceful_restart");
        (crisis.Of("restart").Score - crisis.Of("graceful_restart").Score).ShouldBeGreaterThan(calm.Of("restart").Score - calm.Of("graceful_restart").Score);
        crisis.Of("restart").Reason.ShouldContain("takes about 8 s, the fastest cure");
    }

    [Fact]
    public void A_plan_for_the_whole_node_is_vetoed_unless_there_is_a_crisis_of_the_server_itself()
    {
        Proposal worker = SageCase.Put(SageCase.File(FaultKind.Hang));
        Proposal host = SageCase.Put(SageCase.File(FaultKind.HostMemory) with { Worker = null, Instance = null });

        IncidentSage.Judge(IncidentSageState.Empty, worker, "one").Of("stop_all").Reason.ShouldContain("the node is in no crisis");
        IncidentSage.Judge(SageCase.Crisis, worker, "one").Of("stop_all").Reason.ShouldContain("the trouble is mailer's");
        IncidentSage.Judge(IncidentSageState.Empty, host, "one").Of("stop_all").Veto.ShouldBeTrue();
        IncidentSage.Judge(SageCase.Crisis, host, "one").Of("stop_all").Veto.ShouldBeFalse();
    }

    [Fact]
    public void Of_a_plan_that_needs_a_crisis_a_sage_of_another_node_says_nothing_and_never_outvotes_the_one_that_sees_the_node()
    {
        Proposal host = SageCase.Put(SageCase.File(FaultKind.HostMemory) with { Worker = null, Instance = null, Node = "n9" }, SageCase.EveryPlanOfACluster);

        Ballot foreign = IncidentSage.Judge(SageCase.Crisis, host, "one");
        foreign.Scores.ShouldNotContain(score => score.Plan == "stop_all");
        foreign.Analysis.ShouldContain("How node n9 fares as a whole is not seen from here.");
        Ballot own = IncidentSage.Judge(IncidentSageState.Empty, host, "n9");
        own.Of("stop_all").Veto.ShouldBeTrue();
        Tally.Decide(
            host, [own, foreign, foreign with { Node = "two" }], 3, Guardian.Learning.TrustWeights.Equal, Guardian.Tests.Council.Meeting.Options, TimeSpan.Zero)
            .Standings.Single(standing => standing.Plan == "stop_all").VetoedBy.ShouldBe([Seat.Incident]);
    }

    [Fact]
    public void A_node_may_be_drained_for_a_trouble_of_the_server_without_a_crisis_and_never_for_that_of_one_worker()
    {
        Proposal host = SageCase.Put(SageCase.File(FaultKind.HostLoad) with { Worker = null, Instance = null }, SageCase.EveryPlanOfACluster);

        IncidentSage.Judge(IncidentSageState.Empty, host, "one").Of("drain_node").Veto.ShouldBeFalse();
        IncidentSage.Judge(IncidentSageState.Empty, SageCase.Put(SageCase.File(FaultKind.Hang), "drain_node"), "one").Of("drain_node").Reason
            .ShouldContain("the trouble is mailer's");
    }

    [Theory]
    [InlineData(true, 1, true)]
    [InlineData(false, 1, false)]
    [InlineData(true, 0, false)]
    public void Stopping_a_critical_worker_that_still_serves_is_vetoed(bool critical, int running, bool vetoed) =>
        IncidentSage.Judge(IncidentSageState.Empty, SageCase.Put(SageCase.File(FaultKind.ErrorRate) with { Critical = critical, Running = running }), "one")
            .Of("stop").Veto.ShouldBe(vetoed);

    [Fact]
    public void Ending_all_instances_for_the_sake_of_one_is_vetoed() =>
        IncidentSage.Judge(IncidentSageState.Empty, SageCase.Put(SageCase.File(FaultKind.ErrorRate)), "one")
            .Of("stop").Reason.ShouldContain("it ends all 2 instances, and only mailer/0 is in trouble");

    [Theory]
    [InlineData(FaultKind.SlowAnswer, 1, 1, true)]
    [InlineData(FaultKind.SlowAnswer, 0, 1, false)] // nothing in hand
    [InlineData(FaultKind.SlowAnswer, 1, 2, false)] // the milder way was tried
    [InlineData(FaultKind.Hang, 1, 1, false)]       // the task in hand is stuck anyway
    public void A_hard_end_of_a_busy_worker_that_is_only_in_warning_is_vetoed_at_first(FaultKind kind, int busy, int attempt, bool vetoed)
    {
        Ballot ballot = IncidentSage.Judge(
            IncidentSageState.Empty, SageCase.Put(SageCase.File(kind) with { Busy = busy, Attempt = attempt }), "one");

        ballot.Of("restart").Veto.ShouldBe(vetoed);
        ballot.Of("hard_restart").Veto.ShouldBe(vetoed);
        ballot.Of("graceful_restart").Veto.ShouldBeFalse();
    }

    [Fact]
    public void A_grave_case_of_one_kind_of_fault_is_not_spared_a_restart_for_its_kind()
    {
        CaseFile grave = SageCase.File(FaultKind.ErrorRate) with { Busy = 1, Severity = Severity.High };

        IncidentSage.Judge(IncidentSageState.Empty, SageCase.Put(grave), "one").Of("restart").Veto.ShouldBeFalse();
    }

    [Fact]
    public void The_analysis_names_worker_severity_urgency_the_node_and_the_fastest_cure() =>
        IncidentSage.Judge(SageCase.Crisis, SageCase.Put(SageCase.File(FaultKind.Hang) with { Critical = true, Severity = Severity.High }), "one").Analysis.ShouldBe(
            "Critical worker mailer runs 2 of 2 instances, with a hang; severity high, urgency 0.90 of 1. "
            + "The node is in a crisis: 4 of 9 workers fail (44.44 %, limit 30 %). The fastest plan that may well cure it is hard_restart, about 2 s.");

    [Fact]
    public void The_state_counts_the_workers_that_should_run()
    {
        IncidentSageState state = IncidentSage.Apply(
            IncidentSageState.Empty,
            SageCase.Pulse(workers: [SageCase.Worker("a", WorkerState.Dead), SageCase.Worker("b"), SageCase.Worker("c", WorkerState.Stopped)]),
            MonotonicTime.FromSeconds(0),
            SageCase.Options.Crisis);

        (state.Workers, state.Failing).ShouldBe((2, 1));
    }
}
