using Guardian.Council;
using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Incidents;

using static Guardian.Incidents.IncidentDeskProtocol;

namespace Guardian.Tests.Incidents;

/// <summary>What people ask of incidents: recommendations, recoveries, meetings, labels.</summary>
public sealed class IncidentPeopleTests
{
    private const string Recommend = "guardian.recovery.mode = recommend\n";

    [Fact]
    public void In_recommend_mode_nothing_is_done_without_a_person_s_word()
    {
        using IncidentPlay play = new(Recommend);
        play.Fault();

        play.Pass(200);

        play.Only.Phase.ShouldBe(IncidentPhase.Decided);
        play.Workers.Did.ShouldBeEmpty();
        Accepted(play.Ask(new PersonSpoke(play.Only.Id, true, "anna", null))).ShouldBe("i-20260101-0001: restart on w/0 is carried out");
        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft"]);
        play.Pass(10);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Story().ShouldBe(
            "detected evidence-taken proposed decided person-spoke state-captured action-started action-ended state-restored verify-started recovered resolved");
    }

    [Fact]
    public void A_rejected_recommendation_is_left_to_the_person()
    {
        using IncidentPlay play = new(Recommend);
        play.Fault();

        Accepted(play.Ask(new PersonSpoke(play.Only.Id, false, "anna", "I look myself")));

        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Only.Note.ShouldBe("the recommendation was rejected: I look myself");
        play.Pass(700);
        play.Workers.Did.ShouldBeEmpty();
    }

    [Fact]
    public void A_recommendation_whose_trouble_passes_teaches_that_nothing_was_done()
    {
        using IncidentPlay play = new(Recommend);
        play.Fault();

        play.Workers.Mend("w/0");
        play.Pass(11);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        IncidentOutcome outcome = play.Outcomes.ShouldHaveSingleItem();
        (outcome.Acted, outcome.Succeeded).ShouldBe((false, false));
    }

    [Fact]
    public void The_mode_of_the_worker_goes_before_the_node_s()
    {
        using IncidentPlay play = new(Recommend + IncidentPlay.Worker() + IncidentPlay.Worker("v", "recovery.mode = act"));

        play.Fault("v/0").Phase.ShouldBe(IncidentPhase.Settling);
        play.Fault("w/0").Phase.ShouldBe(IncidentPhase.Decided);
    }

    [Fact]
    public void Two_people_who_confirm_at_once_cause_one_action()
    {
        using IncidentPlay play = new(Recommend);
        play.Fault();
        TaskCompletionSource gate = new();
        play.Workers.Before = what => what.StartsWith("replace", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;

        play.Tell(new PersonSpoke(play.Only.Id, true, "anna", null), new PersonSpoke(play.Only.Id, true, "bert", null));
        play.Tell(new PersonSpoke(play.Only.Id, false, "carl", null));
        gate.Release();
        play.Settle();
        play.Pass(10);

        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft"]);
        play.Happened<IncidentEvent.PersonSpoke>().ShouldHaveSingleItem().By.ShouldBe("anna");
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void A_word_that_nobody_awaits_is_refused()
    {
        using IncidentPlay play = new();
        play.Fault();

        Refused(play.Ask(new PersonSpoke(play.Only.Id, true, "anna", null)))
            .ShouldBe("i-20260101-0001 awaits no word: it is Settling, and decisions about it are carried out by themselves");
        play.Ask(new PersonSpoke("i-1", true, "anna", null)).ShouldBeOfType<CommandReply.UnknownName>();
    }

    [Fact]
    public void A_person_s_plan_is_carried_out_without_a_vote()
    {
        using IncidentPlay play = new();

        Accepted(play.Ask(new RecoverAsked("w", 0, "graceful_restart", "anna"))).ShouldStartWith("i-20260101-0001: graceful_restart on w/0");
        play.Pass(10);

        play.Proposals.ShouldBeEmpty();
        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Graceful"]);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Only.ByPerson.ShouldBeTrue();
        play.Only.CuredBy.ShouldBe("graceful_restart");
        play.Only.Decision!.Outcome.ShouldBe(DecisionOutcome.ByPerson);
    }

    [Fact]
    public void A_person_s_hook_on_a_worker_that_is_down_is_done_and_the_worker_started()
    {
        using IncidentPlay play = new(IncidentPlay.Worker(block: "recovery.hooks.clean = [\"clean\"]"));
        play.Workers.Fell("w/0");

        Accepted(play.Ask(new RecoverAsked("w", 0, "hook:clean", "anna")));

        play.Workers.Did.ShouldBe(["run w/0 clean", "replace w/0 Soft"]);
        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
    }

    [Fact]
    public void In_recommend_mode_the_plan_after_a_person_s_failed_one_waits_for_a_word()
    {
        using IncidentPlay play = new(Recommend);
        play.Workers.Cures = _ => false;
        play.Workers.Break("w/0", FaultKind.Hang);

        Accepted(play.Ask(new RecoverAsked("w", 0, "restart", "anna")));
        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft"]);
        play.Pass(6);

        play.Only.Failed.ShouldBe(["restart"]);
        play.Only.Phase.ShouldBe(IncidentPhase.Decided);
        play.Workers.Did.Length.ShouldBe(2);
    }

    [Fact]
    public void What_cannot_be_recovered_is_refused_in_words()
    {
        using IncidentPlay play = new();

        Refused(play.Ask(new RecoverAsked("w", 0, "dance", "anna"))).ShouldStartWith("there is no action 'dance' for w; there are wait, connection_reset");
        Refused(play.Ask(new RecoverAsked("w", 0, "quarantine", "anna"))).ShouldBe("quarantine cannot be done to w: its definition has no recovery.quarantine");
        play.Ask(new RecoverAsked("x", null, "restart", "anna")).ShouldBeOfType<CommandReply.UnknownName>();
        play.Ask(new RecoverAsked("w", 7, "restart", "anna")).ShouldBeOfType<CommandReply.UnknownName>();
        play.Workers.SetDesired("w", 0);
        Refused(play.Ask(new RecoverAsked("w", 0, "restart", "anna"))).ShouldBe("restart cannot be done to w: w is stopped; 'worker start w' starts it");
        play.Board.All.ShouldBeEmpty();
    }

    [Fact]
    public void While_something_is_done_to_a_subject_a_person_s_plan_is_refused()
    {
        using IncidentPlay play = new();
        TaskCompletionSource gate = new();
        play.Workers.Before = what => what.StartsWith("replace", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        Accepted(play.Ask(new RecoverAsked("w", 0, "restart", "anna")));

        Refused(play.Ask(new RecoverAsked("w", 0, "hard_restart", "bert"))).ShouldBe("i-20260101-0001 is acting on w/0 at the moment (plan restart)");

        gate.Release();
        play.Settle();
        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft"]);
    }

    [Fact]
    public void A_meeting_that_a_person_calls_recommends_and_does_nothing()
    {
        using IncidentPlay play = new();

        Accepted(play.Ask(new ConveneAsked("w", 0, "it feels slow", "anna")));

        play.Only.Phase.ShouldBe(IncidentPhase.Decided);
        play.Only.Reason.ShouldBe("it feels slow (asked by anna)");
        play.Workers.Did.ShouldBeEmpty();
        play.Pass(301);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Only.Note.ShouldBe("nobody confirmed it in time");
    }

    [Fact]
    public void A_meeting_that_awaits_a_word_does_not_keep_a_real_fault_from_being_cured()
    {
        using IncidentPlay play = new();
        Accepted(play.Ask(new ConveneAsked("w", 0, "it feels slow", "anna")));

        Incident real = play.Fault();

        real.Kind.ShouldBe(FaultKind.Hang);
        real.Phase.ShouldBe(IncidentPhase.Settling);
        play.Board.Find("i-20260101-0001")!.Phase.ShouldBe(IncidentPhase.Cancelled);
    }

    [Fact]
    public void Labels_are_kept_on_open_and_on_ended_incidents()
    {
        using IncidentPlay play = new();
        play.Fault();
        string id = play.Only.Id;

        Accepted(play.Ask(new LabelAsked(id, false, "anna", null))).ShouldBe($"{id} is labelled a real trouble");
        play.Only.FalseDetection.ShouldBe(false);
        play.Pass(11);
        Accepted(play.Ask(new LabelAsked(id, true, "anna", "maintenance")));

        play.Only.FalseDetection.ShouldBe(true);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Story().ShouldEndWith("recovered labelled resolved labelled");
    }

    private static string Accepted(CommandReply reply) => reply.ShouldBeOfType<CommandReply.Accepted>().Message;

    private static string Refused(CommandReply reply) => reply.ShouldBeOfType<CommandReply.Refused>().Message;
}
