using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Recovery;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Incidents;

public sealed class IncidentRuleTests
{
    private static readonly RecoveryOptions s_options = Example.Load("", new Guardian.Hocon.ConfigProblems()).Recovery;

    /// <summary>Every phase, with every flag that its step depends on; a phase that is missing here fails the test below.</summary>
    private static readonly (string When, Incident Incident, string Step)[] s_steps =
    [
        ("detected", In(IncidentPhase.Detected), "TakeEvidence"),
        ("detected, attempts used up before", In(IncidentPhase.Detected) with { Attempt = 3 }, "TakeEvidence"),
        ("evidence taken", In(IncidentPhase.EvidenceTaken), "Propose"),
        ("evidence taken, one attempt left", In(IncidentPhase.EvidenceTaken) with { Attempt = 2 }, "Propose"),
        ("evidence taken, attempts used up before", In(IncidentPhase.EvidenceTaken) with { Attempt = 3, Failed = ["a", "b", "c"] },
            "Escalate: it came back after 3 plans within 5 min (a, b, c)"),
        ("proposed", In(IncidentPhase.Proposed), "Propose"),
        ("proposed, last attempt", In(IncidentPhase.Proposed) with { Attempt = 3 }, "Propose"),
        ("decided", Decided("a+b"), "Capture"),
        ("decided, a person asked", Decided("escalate"), "Escalate: because"),
        ("decided, a plan nobody proposed", Decided("x"), "Escalate: because"),
        ("recommended", Decided("a+b") with { Recommend = true }, "AwaitPerson"),
        ("recommended, confirmed", Decided("a+b") with { Recommend = true, Confirmed = true }, "Capture"),
        ("recommended, rejected", Decided("a+b") with { Recommend = true, Confirmed = false }, "Escalate: the recommendation was rejected: because"),
        ("recommended to escalate", Decided("escalate") with { Recommend = true }, "Escalate: because"),
        ("recommend mode, a person's own plan", Decided("a+b", DecisionOutcome.ByPerson) with { Recommend = true }, "Capture"),
        ("state captured", Decided("a+b") with { Phase = IncidentPhase.StateCaptured }, "Act 0 a"),
        ("acting, under way", Acting(0) with { InFlight = new IncidentEvent.ActionStarted(0, "a", []) }, "FindOut a"),
        ("acting, first done", Acting(1, true), "Act 1 b"),
        ("acting, first failed", Acting(1, false), "Fail: a could not be done: so it went"),
        ("acting, all done", Acting(2, true, true), "Restore"),
        ("acting, last failed", Acting(2, true, false), "Fail: b could not be done: so it went"),
        ("acting, an earlier plan's action had failed", Acting(0, false), "Act 0 a"),
        ("state restored", In(IncidentPhase.StateRestored), "Verify"),
        ("verifying", In(IncidentPhase.Verifying), "Watch"),
        ("settling", In(IncidentPhase.Settling), "Watch"),
        ("next plan", In(IncidentPhase.NextPlan) with { Attempt = 2 }, "Propose"),
        ("next plan, attempts used up", In(IncidentPhase.NextPlan) with { Attempt = 3, Failed = ["a"] }, "Escalate: 1 plan did not help (a); at most 3 are tried"),
        ("next plan, beyond the attempts", In(IncidentPhase.NextPlan) with { Attempt = 4, Failed = ["a"] }, "Escalate: 1 plan did not help (a); at most 3 are tried"),
        ("escalated", In(IncidentPhase.Escalated), "Watch"),
        ("resolved", In(IncidentPhase.Resolved), "Done"),
        ("cancelled", In(IncidentPhase.Cancelled), "Done"),
    ];

    [Fact]
    public void Every_phase_has_its_step()
    {
        s_steps.Select(each => $"{each.When}: {Words(IncidentRule.Next(each.Incident, s_options))}").ShouldBe(s_steps.Select(each => $"{each.When}: {each.Step}"));
        s_steps.Select(each => each.Incident.Phase).Distinct().Order().ShouldBe(Enum.GetValues<IncidentPhase>());
    }

    [Fact]
    public void What_is_no_phase_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => IncidentRule.Next(In((IncidentPhase)99), s_options));

    [Fact]
    public void All_faults_open_an_incident_but_those_that_the_reflex_answers() =>
        Enum.GetValues<FaultKind>().Where(kind => !IncidentRule.Opens(kind)).ShouldBe([FaultKind.Crash, FaultKind.CannotStart]);

    [Fact]
    public void Faults_that_mean_that_the_trouble_is_back()
    {
        FaultKind[] falls = [FaultKind.Crash, FaultKind.BudgetSpent, FaultKind.CannotStart, FaultKind.Unrestartable];
        FaultKind[] hangs = [FaultKind.Hang, FaultKind.NoProgress, FaultKind.ProbeFailed, FaultKind.StuckConnection];
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            FaultKind[] expected = falls.Contains(kind) ? falls : hangs.Contains(kind) ? hangs : [kind];
            Enum.GetValues<FaultKind>().Where(fault => IncidentRule.Recurs(In(IncidentPhase.Settling) with { Kind = kind }, fault))
                .ShouldBe(expected.Order(), $"{kind}");
        }
    }

    [Theory]
    [InlineData("wait", false, false, false)]
    [InlineData("connection_reset", false, false, false)]
    [InlineData("memory_cleanup", false, false, false)]
    [InlineData("quarantine", null, null, null)]
    [InlineData("scale_up", null, null, null)]
    [InlineData("scale_down", null, null, null)]
    [InlineData("graceful_restart", true, false, false)]
    [InlineData("restart", true, false, false)]
    [InlineData("hard_restart", true, false, false)]
    [InlineData("relocate", false, false, false)]
    [InlineData("drain_node", false, false, false)]
    [InlineData("stop", false, false, false)]
    [InlineData("stop_all", false, false, false)]
    [InlineData("hook:clean", null, null, null)]
    public void Whether_an_action_that_was_cut_off_was_done(string action, bool? whenReplaced, bool? whenStillThere, bool? whenNothingRan)
    {
        ActionInfo info = new ActionCatalog([]).Find(action, Example.Worker("recovery.hooks.clean = [\"x\"]"))!.Info;

        IncidentRule.WasDone(info, ["w/0=1:0", "w/1=2:0"], ["w/0=3:0", "w/1=4:0"]).ShouldBe(whenReplaced);
        IncidentRule.WasDone(info, ["w/0=1:0"], []).ShouldBe(whenReplaced);
        IncidentRule.WasDone(info, ["w/0=1:0", "w/1=2:0"], ["w/0=3:0", "w/1=2:0"]).ShouldBe(whenStillThere);
        IncidentRule.WasDone(info, [], []).ShouldBe(whenNothingRan);
    }

    [Fact]
    public void A_start_that_was_cut_off_has_happened_when_something_runs_that_did_not_before()
    {
        ActionInfo restart = new ActionCatalog([]).Find("restart", Example.Worker())!.Info;

        IncidentRule.WasDone(restart, [], ["w/0=3:0"]).ShouldBe(true);
    }

    [Fact]
    public void A_trouble_is_over_when_its_fault_is_gone_and_everything_runs_well()
    {
        SubjectHealth well = new(null, true, true, true, [], [], "w/0 is healthy");

        IncidentRule.Judge(FaultKind.Hang, well).ShouldBe(new SubjectVerdict.Well("w/0 is healthy"));
        IncidentRule.Judge(FaultKind.Hang, well with { Standing = [FaultKind.Hang] }).ShouldBe(new SubjectVerdict.Sick("w/0 is healthy; the fault stands"));
        IncidentRule.Judge(FaultKind.Hang, well with { Standing = [FaultKind.ErrorRate] }).ShouldBeOfType<SubjectVerdict.Well>();
        IncidentRule.Judge(FaultKind.Hang, well with { Running = false }).ShouldBeOfType<SubjectVerdict.Sick>();
        IncidentRule.Judge(FaultKind.Hang, well with { Ready = false }).ShouldBeOfType<SubjectVerdict.Sick>();
        IncidentRule.Judge(FaultKind.Hang, well with { Healthy = false }).ShouldBeOfType<SubjectVerdict.Sick>();
        IncidentRule.Judge(FaultKind.Hang, well with { Gone = "w is stopped" }).ShouldBe(new SubjectVerdict.Gone("w is stopped"));
    }

    [Fact]
    public void Only_a_meeting_of_which_nothing_was_done_makes_way_for_a_fault()
    {
        Incident meeting = Decided("a+b") with { Kind = FaultKind.Requested, Recommend = true };

        IncidentRule.GivesWay(meeting, FaultKind.Hang, recommend: false).ShouldBeTrue();
        IncidentRule.GivesWay(meeting, FaultKind.Hang, recommend: true).ShouldBeFalse();
        IncidentRule.GivesWay(meeting, FaultKind.Crash, recommend: false).ShouldBeFalse();
        IncidentRule.GivesWay(meeting with { Confirmed = true }, FaultKind.Hang, recommend: false).ShouldBeFalse();
        IncidentRule.GivesWay(meeting with { ForcedPlan = "restart" }, FaultKind.Hang, recommend: false).ShouldBeFalse();
        IncidentRule.GivesWay(meeting with { Phase = IncidentPhase.Acting }, FaultKind.Hang, recommend: false).ShouldBeFalse();
        IncidentRule.GivesWay(meeting with { Kind = FaultKind.Hang }, FaultKind.Hang, recommend: false).ShouldBeFalse();
    }

    private static string Words(IncidentStep step) => step switch
    {
        IncidentStep.Act act => $"Act {act.Index} {act.Action}",
        IncidentStep.FindOut lost => $"FindOut {lost.Started.Action}",
        IncidentStep.Fail fail => $"Fail: {fail.Reason}",
        IncidentStep.Escalate escalate => $"Escalate: {escalate.Reason}",
        _ => step.GetType().Name,
    };

    private static Incident In(IncidentPhase phase) => new() { Id = "i-1", Phase = phase, Kind = FaultKind.Hang, Worker = "w", Instance = "w/0" };

    private static Incident Decided(string plan, DecisionOutcome outcome = DecisionOutcome.Voted) => In(IncidentPhase.Decided) with
    {
        Plans = [new Plan("a+b", ["a", "b"], ActionScope.Instance, 0.3, 1, true, "the ladder"), new Plan("escalate", ["escalate"], ActionScope.None, 0.5, 0, false, "always possible")],
        Decision = new Decision("i-1.1", plan, outcome, 90, true, "because", [], [], [], 1),
        Note = "because",
    };

    private static Incident Acting(int next, params bool[] done) => Decided("a+b") with
    {
        Phase = IncidentPhase.Acting,
        NextAction = next,
        Done = [.. done.Select((succeeded, index) => new IncidentEvent.ActionEnded(index, index == 0 ? "a" : "b", succeeded, "so it went", 5))],
    };
}
