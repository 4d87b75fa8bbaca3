using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Recovery;
using Guardian.Workers;

namespace Guardian.Tests.Incidents;

public sealed class IncidentLifeTests
{
    private const string Attempt = "proposed decided state-captured action-started action-ended state-restored verify-started";

    [Fact]
    public void A_fault_is_decided_on_cured_watched_and_resolved_with_every_step_recorded_in_order()
    {
        using IncidentPlay play = new();

        play.Fault();
        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
        play.Pass(10);

        play.Story().ShouldBe($"detected evidence-taken {Attempt} recovered resolved");
        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft"]);
        Incident incident = play.Only;
        incident.Phase.ShouldBe(IncidentPhase.Resolved);
        incident.CuredBy.ShouldBe("restart");
        incident.Attempt.ShouldBe(1);
        incident.ByPerson.ShouldBeFalse();
        IncidentOutcome outcome = play.Outcomes.ShouldHaveSingleItem();
        (outcome.Plan, outcome.Succeeded, outcome.Acted, outcome.Seconds).ShouldBe(("restart", true, true, 0));
        outcome.Case.Attempt.ShouldBe(1);
        outcome.Case.MostAttempts.ShouldBe(3);
    }

    [Fact]
    public void It_counts_as_cured_only_after_the_whole_settling_time()
    {
        using IncidentPlay play = new();
        play.Fault();

        play.Pass(9.4);
        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
        play.Pass(0.6);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void Kinds_that_the_reflex_answers_open_nothing()
    {
        using IncidentPlay play = new();

        play.Publish(new Fault(FaultKind.Crash, "w", new InstanceName("w", 0), "ended", play.Clock.GetUtcNow()));

        play.Board.All.ShouldBeEmpty();
        play.Journal.Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_of_a_worker_that_is_to_be_stopped_opens_nothing()
    {
        using IncidentPlay play = new();
        play.Workers.SetDesired("w", 0);

        play.Publish(new Fault(FaultKind.Hang, "w", new InstanceName("w", 0), "hangs", play.Clock.GetUtcNow()));

        play.Board.All.ShouldBeEmpty();
    }

    [Fact]
    public void Further_faults_of_the_same_subject_join_once_each()
    {
        using IncidentPlay play = new();
        play.Workers.Cures = _ => false;
        play.Fault();

        play.Publish(kind: FaultKind.MemoryOver);
        play.Publish(kind: FaultKind.MemoryOver);
        play.Publish(kind: FaultKind.Hang);

        play.Only.Joined.ShouldBe([FaultKind.MemoryOver]);
        play.Happened<IncidentEvent.FaultJoined>().Count.ShouldBe(1);
    }

    [Fact]
    public void An_action_that_fails_makes_way_for_the_next_plan()
    {
        using IncidentPlay play = new();
        play.Workers.Outcome = what => what == "replace w/0 Soft" ? new ControlResult(false, "it died again") : null;

        play.Fault();
        play.Pass(10);

        play.Story().ShouldBe(
            "detected evidence-taken proposed decided state-captured action-started action-ended attempt-failed "
            + $"{Attempt} recovered resolved");
        play.Only.CuredBy.ShouldBe("hard_restart");
        play.Only.Failed.ShouldBe(["restart"]);
        play.Only.Attempt.ShouldBe(2);
        play.Happened<IncidentEvent.AttemptFailed>()[0].Reason.ShouldBe("restart could not be done: it died again");
        play.Outcomes.Select(outcome => (outcome.Plan, outcome.Succeeded)).ShouldBe([("restart", false), ("hard_restart", true)]);
    }

    [Fact]
    public void A_plan_after_which_it_does_not_get_healthy_in_time_makes_way_for_the_next_one()
    {
        using IncidentPlay play = new();
        play.Workers.Cures = what => what.EndsWith("Abort", StringComparison.Ordinal);
        play.Fault();

        play.Pass(5);
        play.Only.Phase.ShouldBe(IncidentPhase.Verifying);
        play.Pass(0.2);
        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
        play.Pass(10);

        play.Story().ShouldBe($"detected evidence-taken {Attempt} attempt-failed {Attempt} recovered resolved");
        play.Only.CuredBy.ShouldBe("hard_restart");
        play.Happened<IncidentEvent.AttemptFailed>()[0].Reason.ShouldStartWith("not healthy within 5 s after restart: w/0 is critical");
    }

    [Fact]
    public void A_trouble_that_comes_back_while_settling_makes_way_for_the_next_plan()
    {
        using IncidentPlay play = new();
        play.Fault();
        play.Pass(4);

        play.Fault();

        play.Story().ShouldStartWith($"detected evidence-taken {Attempt} recovered attempt-failed {Attempt}");
        play.Happened<IncidentEvent.AttemptFailed>()[0].Reason.ShouldStartWith("it came back after 4 s");
        play.Only.Decision!.Plan.ShouldBe("hard_restart");
    }

    [Fact]
    public void A_worker_that_could_not_stay_up_and_ends_again_while_settling_is_not_cured()
    {
        using IncidentPlay play = new();
        play.Workers.Fell("w/0");
        play.Publish(kind: FaultKind.BudgetSpent);
        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
        play.Pass(3);

        play.Workers.Bounce("w/0");
        play.Pass(0.5);

        play.Happened<IncidentEvent.AttemptFailed>().ShouldHaveSingleItem().Reason.ShouldStartWith("it ended again within 3");
    }

    [Fact]
    public void A_hang_that_was_cured_is_not_called_back_by_an_unrelated_restart()
    {
        using IncidentPlay play = new();
        play.Fault();
        play.Pass(3);

        play.Workers.Bounce("w/0");
        play.Pass(7);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void Another_trouble_at_the_end_of_settling_keeps_it_open_until_that_is_over()
    {
        using IncidentPlay play = new();
        play.Fault();
        play.Pass(5);

        play.Fault(kind: FaultKind.MemoryOver);
        play.Pass(6);
        play.Only.Phase.ShouldBe(IncidentPhase.Settling, "a fault that joined stands");
        play.Workers.Mend("w/0");
        play.Pass(0.5);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void Another_trouble_that_stays_after_settling_gets_a_plan_of_its_own()
    {
        using IncidentPlay play = new();
        play.Fault();
        play.Pass(5);

        play.Fault(kind: FaultKind.MemoryOver);
        play.Pass(11);

        play.Happened<IncidentEvent.AttemptFailed>().ShouldHaveSingleItem().Reason.ShouldStartWith("not healthy");
        play.Only.Decision!.Plan.ShouldBe("hard_restart");
    }

    [Fact]
    public void When_all_attempts_are_used_up_a_person_is_asked_and_nothing_more_is_done()
    {
        using IncidentPlay play = new();
        play.Workers.Cures = _ => false;
        play.Fault();

        play.Pass(30);

        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Only.Attempt.ShouldBe(3);
        play.Only.Failed.ShouldBe(["restart", "hard_restart", "graceful_restart"]);
        play.Only.Note.ShouldBe("3 plans did not help (restart, hard_restart, graceful_restart); at most 3 are tried");
        int did = play.Workers.Did.Length;
        play.Pass(250);
        play.Workers.Did.Length.ShouldBe(did);
    }

    [Fact]
    public void An_escalated_incident_is_tried_once_more_after_each_cooldown()
    {
        using IncidentPlay play = new();
        play.Workers.Cures = _ => false;
        play.Likes = ["restart", "hard_restart", "graceful_restart", "wait"];
        play.Fault();
        play.Pass(30);
        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);

        play.Pass(302);

        play.Only.Attempt.ShouldBe(3);
        play.Happened<IncidentEvent.Retried>().Count.ShouldBe(1);
        play.Happened<IncidentEvent.Proposed>().Count.ShouldBe(4);
        play.Only.Decision!.Plan.ShouldBe("restart", "what failed an hour ago may help now");
        play.Pass(20);
        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Workers.Mend("w/0");
        play.Pass(11);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void A_trouble_that_goes_away_while_a_person_is_asked_is_resolved_without_a_cure()
    {
        using IncidentPlay play = new();
        play.Likes = [];
        play.Fault();
        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);

        play.Workers.Mend("w/0");
        play.Pass(9);
        play.Only.IsOpen.ShouldBeTrue();
        play.Pass(2);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Only.CuredBy.ShouldBeNull();
        play.Only.Note.ShouldBe("it went away by itself");
        play.Story().ShouldBe("detected evidence-taken proposed decided escalated resolved");
    }

    [Fact]
    public void What_a_person_did_to_an_escalated_worker_is_said_in_the_end()
    {
        using IncidentPlay play = new();
        play.Likes = [];
        play.Fault();

        play.Publish(new PersonAsked("w", "restart", "anna"));
        play.Workers.Mend("w/0");
        play.Pass(11);

        play.Only.ByPerson.ShouldBeTrue();
        play.Only.Note.ShouldBe("healthy after restart by anna");
    }

    [Fact]
    public void A_worker_that_a_person_stops_cancels_its_incident()
    {
        using IncidentPlay play = new();
        play.Likes = [];
        play.Fault();

        play.Workers.SetDesired("w", 0);
        play.Pass(0.5);

        play.Only.Phase.ShouldBe(IncidentPhase.Cancelled);
        play.Only.Note.ShouldBe("w is stopped");
    }

    [Fact]
    public void A_worker_that_is_no_longer_defined_cancels_its_incident_while_it_is_verified()
    {
        using IncidentPlay play = new();
        play.Workers.Cures = _ => false;
        play.Fault();

        play.Workers.Undefine("w");
        play.Pass(0.1);

        play.Only.Phase.ShouldBe(IncidentPhase.Cancelled);
        play.Only.Note.ShouldBe("w is no longer defined");
    }

    [Fact]
    public void A_plan_that_stops_the_worker_is_no_cure_and_asks_a_person()
    {
        using IncidentPlay play = new();
        play.Likes = ["stop"];
        play.Workers.Fell("w/0");
        play.Publish(kind: FaultKind.Unrestartable);

        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Workers.Did.ShouldBe(["stop w"]);
        play.Outcomes.ShouldHaveSingleItem().Succeeded.ShouldBeFalse();
        play.Pass(400);
        play.Only.Phase.ShouldBe(IncidentPhase.Escalated, "it stays open until a person starts the worker");
        play.Workers.SetDesired("w", 1);
        play.Workers.Mend("w/0");
        play.Pass(11);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void A_worker_stopped_by_a_plan_and_then_removed_leaves_no_incident_open()
    {
        using IncidentPlay play = new();
        play.Likes = ["stop"];
        play.Workers.Fell("w/0");
        play.Publish(kind: FaultKind.Unrestartable);

        play.Workers.Undefine("w");
        play.Pass(0.5);

        play.Only.Phase.ShouldBe(IncidentPhase.Cancelled);
    }

    [Fact]
    public void An_action_that_does_not_end_in_time_has_failed()
    {
        using IncidentPlay play = new();
        play.Workers.Before = what => what == "replace w/0 Soft" ? new TaskCompletionSource().Task : Task.CompletedTask;
        play.Fault();

        play.Pass(20);

        play.Only.Failed.ShouldBe(["restart"]);
        play.Happened<IncidentEvent.ActionEnded>()[0].Detail.ShouldBe("not done within 20 s (recovery.action-timeout)");
    }

    [Fact]
    public void A_council_that_breaks_asks_a_person()
    {
        using IncidentPlay play = new() { Council = _ => throw new InvalidOperationException("no sages") };

        play.Fault();

        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Only.Note.ShouldBe("the council could not decide: no sages");
    }

    [Fact]
    public void A_plan_that_was_not_proposed_is_not_carried_out()
    {
        using IncidentPlay play = new() { Council = proposal => Task.FromResult(IncidentPlay.DecisionFor(proposal, "rm -rf")) };

        play.Fault();

        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Workers.Did.ShouldBeEmpty();
    }

    [Fact]
    public void An_absent_store_does_not_keep_a_worker_from_being_mended()
    {
        using IncidentPlay play = new();
        play.Journal.Problem = "away";

        play.Fault();
        play.Pass(11);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Journal.Events.ShouldBeEmpty();
        play.Journal.Problem = null;
        play.Pass(6);
        play.Story().ShouldBe($"detected evidence-taken {Attempt} recovered resolved");
    }

    [Fact]
    public void A_store_that_hangs_delays_an_action_by_a_few_seconds_only()
    {
        using IncidentPlay play = new();
        TaskCompletionSource hold = new();
        play.Journal.Hold = hold.Task;
        play.Fault();
        play.Workers.Did.ShouldBe(["capture w/0"], "the action waits for its record");

        play.Pass(5);
        // That nobody has answered comes back by a task of the pool, so it takes as many rounds as that takes.
        for (int wait = 0; wait < 10_000 && play.Workers.Did.Length < 2; wait++) { play.Settle(); }
        play.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft"]);

        play.Pass(20);
        hold.Release();
        play.Settle();
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Story().ShouldBe($"detected evidence-taken {Attempt} recovered resolved");
    }

    [Fact]
    public void The_record_of_an_action_is_durable_before_the_action_begins()
    {
        using IncidentPlay play = new();
        string? before = null;
        play.Workers.Outcome = what =>
        {
            if (what.StartsWith("replace", StringComparison.Ordinal))
            {
                before = play.Story();
            }

            return null;
        };

        play.Fault();

        before.ShouldBe("detected evidence-taken proposed decided state-captured action-started");
    }

    [Fact]
    public void A_trouble_that_comes_back_after_its_cure_goes_on_counting_and_excludes_the_plan()
    {
        using IncidentPlay play = new();
        play.Fault();
        play.Pass(11);
        Incident first = play.Only;
        play.Pass(100);

        Incident second = play.Fault();

        second.Id.ShouldNotBe(first.Id);
        second.Attempt.ShouldBe(2);
        second.Failed.ShouldBe(["restart"]);
        second.Decision!.Plan.ShouldBe("hard_restart");
    }

    [Fact]
    public void After_the_cooldown_it_is_a_new_trouble()
    {
        using IncidentPlay play = new();
        play.Fault();
        play.Pass(11 + 300);

        Incident second = play.Fault();

        second.Attempt.ShouldBe(1);
        second.Failed.ShouldBeEmpty();
    }

    [Fact]
    public void A_trouble_that_comes_back_after_every_allowed_plan_is_a_person_s()
    {
        using IncidentPlay play = new();
        for (int time = 0; time < 3; time++)
        {
            play.Fault();
            play.Pass(20);
        }

        Incident fourth = play.Fault();

        fourth.Phase.ShouldBe(IncidentPhase.Escalated);
        fourth.Note.ShouldBe("it came back after 3 plans within 5 min (restart, hard_restart, graceful_restart)");
        play.Story(fourth.Id).ShouldBe("detected evidence-taken escalated");
    }

    [Fact]
    public void A_vote_that_comes_after_the_trouble_has_gone_changes_nothing()
    {
        TaskCompletionSource<Decision> vote = new();
        using IncidentPlay play = new() { Council = _ => vote.Task };
        play.Fault();
        Proposal proposal = play.Proposals.ShouldHaveSingleItem();

        play.Only.Phase.ShouldBe(IncidentPhase.Proposed);
        vote.SetResult(IncidentPlay.DecisionFor(proposal, "restart"));
        play.Settle();
        play.Pass(1);

        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
    }

    [Fact]
    public void The_quarantine_is_given_the_item_that_was_in_hand()
    {
        using IncidentPlay play = new(IncidentPlay.Worker(block: "recovery.quarantine = [\"aside\"]"));
        play.Workers.InHand = "mail-17";
        play.Likes = ["quarantine+restart"];
        play.Workers.Fell("w/0");

        play.Publish(kind: FaultKind.BudgetSpent);

        play.Workers.Did.ShouldBe(["run w/0 aside mail-17", "replace w/0 Soft"]);
        play.Story().ShouldContain("action-started action-ended action-started action-ended state-restored");
        play.Only.Evidence!.Task.ShouldBe("mail-17");
    }

    [Fact]
    public void What_the_evidence_command_prints_is_kept()
    {
        using IncidentPlay play = new(IncidentPlay.Worker(block: "recovery.evidence = [\"dump\"]"));

        play.Fault();

        play.Workers.Did[0].ShouldBe("run w/0 dump");
        play.Only.Evidence!.CommandOutput.ShouldBe("run w/0 dump done");
    }
}
