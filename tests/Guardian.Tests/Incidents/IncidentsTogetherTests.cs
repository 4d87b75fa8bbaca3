using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Recovery;

namespace Guardian.Tests.Incidents;

/// <summary>Several incidents at once: the limit, the brake, the order of importance, a common cause.</summary>
public sealed class IncidentsTogetherTests
{
    [Fact]
    public void At_most_so_many_act_at_a_time_and_the_next_begins_when_one_is_done()
    {
        using IncidentPlay play = Of("guardian.recovery.parallel = 1\n", "a", "b");
        TaskCompletionSource gate = Gate(play, "replace a");

        play.Fault("a/0");
        play.Fault("b/0", FaultKind.MemoryOver).Phase.ShouldBe(IncidentPhase.EvidenceTaken);
        play.Pass(3);
        play.Workers.Did.ShouldBe(["capture a/0", "replace a/0 Soft"]);
        gate.Release();
        play.Settle();

        play.Workers.Did.ShouldBe(["capture a/0", "replace a/0 Soft", "capture b/0", "replace b/0 Soft"]);
        play.Pass(11);
        play.Board.Open.ShouldBeEmpty();
    }

    [Fact]
    public void The_most_important_of_those_that_wait_is_next()
    {
        using IncidentPlay play = new("guardian.recovery.parallel = 1\n" + IncidentPlay.Worker("a") + IncidentPlay.Worker("b") + IncidentPlay.Worker("c", "critical = yes"));
        TaskCompletionSource gate = Gate(play, "replace a");
        play.Fault("a/0");
        play.Fault("b/0", FaultKind.ErrorRate);
        play.Fault("c/0", FaultKind.ErrorRate);

        gate.Release();
        play.Settle();

        play.Workers.Did.Where(what => what.StartsWith("replace", StringComparison.Ordinal)).ShouldBe(["replace a/0 Soft", "replace c/0 Soft", "replace b/0 Soft"]);
    }

    [Fact]
    public void A_trouble_that_passes_while_it_waits_is_resolved_and_gives_its_place_up()
    {
        using IncidentPlay play = Of("guardian.recovery.parallel = 1\n", "a", "b");
        TaskCompletionSource gate = Gate(play, "replace a");
        play.Fault("a/0");
        Incident waiting = play.Fault("b/0", FaultKind.MemoryOver);

        play.Workers.Mend("b/0");
        play.Pass(11);

        play.Board.Find(waiting.Id)!.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Board.Find(waiting.Id)!.Note.ShouldBe("it went away by itself");
        gate.Release();
        play.Settle();
        play.Workers.Did.ShouldBe(["capture a/0", "replace a/0 Soft"]);
    }

    [Fact]
    public void No_more_than_the_brake_s_share_of_one_worker_is_touched_at_a_time()
    {
        using IncidentPlay play = new(
            "guardian.recovery.brake { worker = 50%, all = 100% }\n" + IncidentPlay.Worker(block: "instances { min = 4, max = 4, start = 4 }"));
        TaskCompletionSource gate = Gate(play, "replace");

        for (int index = 0; index < 4; index++)
        {
            play.Fault($"w/{index}");
        }

        Replaced(play).ShouldBe(["replace w/0 Soft", "replace w/1 Soft"]);
        gate.Release();
        play.Settle();
        Replaced(play).Length.ShouldBe(4);
    }

    [Fact]
    public void A_person_who_must_confirm_keeps_nobody_else_waiting()
    {
        using IncidentPlay play = new("guardian.recovery.parallel = 1\n" + IncidentPlay.Worker("a", "recovery.mode = recommend") + IncidentPlay.Worker("b"));

        play.Fault("a/0").Phase.ShouldBe(IncidentPhase.Decided);

        play.Fault("b/0", FaultKind.MemoryOver).Phase.ShouldBe(IncidentPhase.Settling);
    }

    [Fact]
    public void The_same_trouble_on_many_workers_waits_for_a_canary_and_follows_its_cure_without_a_vote()
    {
        using IncidentPlay play = Common("a", "b", "c", "d");
        play.Likes = ["graceful_restart"];
        TaskCompletionSource canaries = Gate(play, "replace");
        play.Fault("a/0");
        play.Fault("b/0");
        Incident c = play.Fault("c/0");
        Incident d = play.Fault("d/0");

        // Two were being tried before anybody could know that it is one trouble.
        Replaced(play).ShouldBe(["replace a/0 Graceful", "replace b/0 Graceful"]);
        c.Lead.ShouldNotBeNull();
        d.Lead.ShouldNotBeNull();
        play.Likes = ["restart"];
        canaries.Release();
        play.Settle();
        Replaced(play).Length.ShouldBe(2, "a process that has just come up proves nothing");
        play.Pass(2);
        Replaced(play)[2..].Order().ShouldBe(["replace c/0 Graceful", "replace d/0 Graceful"]);
        play.Pass(11);

        Replaced(play)[2..].Order().ShouldBe(["replace c/0 Graceful", "replace d/0 Graceful"]);
        play.Proposals.Count.ShouldBe(2, "who follows needs no vote");
        play.Board.Find(d.Id)!.Decision!.Outcome.ShouldBe(DecisionOutcome.CommonCause);
        play.Board.Find(d.Id)!.Lead.ShouldBeNull();
        play.Board.Open.ShouldBeEmpty();
    }

    [Fact]
    public void Once_the_cure_is_known_the_followers_do_not_wait_for_each_other()
    {
        using IncidentPlay play = Common("a", "b", "c", "d");
        TaskCompletionSource canaries = new();
        TaskCompletionSource followers = new();
        play.Workers.Before = what => !what.StartsWith("replace", StringComparison.Ordinal) ? Task.CompletedTask
            : what[8] is 'a' or 'b' ? canaries.Task : followers.Task;
        foreach (string worker in (string[])["a", "b", "c", "d"])
        {
            play.Fault(worker + "/0");
        }

        canaries.Release();
        play.Settle();
        play.Pass(2);

        Replaced(play).Order().ShouldBe(["replace a/0 Soft", "replace b/0 Soft", "replace c/0 Soft", "replace d/0 Soft"]);
        followers.Release();
        play.Settle();
    }

    [Fact]
    public void When_no_canary_can_be_cured_a_person_is_asked_for_all_and_nothing_is_done_to_the_others()
    {
        using IncidentPlay play = Common("a", "b", "c", "d");
        play.Likes = ["restart"];
        TaskCompletionSource gate = Gate(play, "replace");
        foreach (string worker in (string[])["a", "b", "c", "d"])
        {
            play.Fault(worker + "/0");
        }

        play.Workers.Outcome = what => what.StartsWith("replace", StringComparison.Ordinal) ? new ControlResult(false, "no use") : null;
        gate.Release();
        play.Settle();

        play.Board.All.ShouldAllBe(incident => incident.Phase == IncidentPhase.Escalated);
        Replaced(play).Length.ShouldBe(2);
        play.Board.All.Single(incident => incident.Worker == "d").Note.ShouldMatch("the same trouble as i-20260101-000[12], which could not be cured");
    }

    [Fact]
    public void A_canary_that_gives_up_while_another_is_still_tried_decides_nothing_for_the_others()
    {
        using IncidentPlay play = Common("a", "b", "c");
        play.Likes = ["restart"];
        TaskCompletionSource first = new();
        TaskCompletionSource second = new();
        play.Workers.Before = what => what.StartsWith("replace a", StringComparison.Ordinal) ? first.Task
            : what.StartsWith("replace b", StringComparison.Ordinal) ? second.Task : Task.CompletedTask;
        play.Workers.Outcome = what => what.StartsWith("replace b", StringComparison.Ordinal) ? new ControlResult(false, "no use") : null;
        foreach (string worker in (string[])["a", "b", "c"])
        {
            play.Fault(worker + "/0");
        }

        second.Release();
        play.Settle();
        play.Board.All.Single(incident => incident.Worker == "b").Phase.ShouldBe(IncidentPhase.Escalated);
        play.Board.All.Single(incident => incident.Worker == "c").Phase.ShouldBe(IncidentPhase.EvidenceTaken);
        first.Release();
        play.Settle();
        play.Pass(2);

        play.Board.All.Single(incident => incident.Worker == "c").Decision!.Outcome.ShouldBe(DecisionOutcome.CommonCause);
    }

    [Fact]
    public void Canaries_that_could_not_be_cured_are_tried_again_after_the_cooldown_and_do_not_wait_for_each_other()
    {
        using IncidentPlay play = Common("a", "b", "c");
        play.Likes = ["restart"];
        TaskCompletionSource gate = Gate(play, "replace");
        foreach (string worker in (string[])["a", "b", "c"])
        {
            play.Fault(worker + "/0");
        }

        play.Workers.Outcome = what => what.StartsWith("replace", StringComparison.Ordinal) ? new ControlResult(false, "no use") : null;
        gate.Release();
        play.Settle();
        play.Board.All.ShouldAllBe(incident => incident.Phase == IncidentPhase.Escalated);
        play.Workers.Outcome = _ => null;

        play.Pass(320);

        play.Board.All.Where(incident => incident.Worker == "a" || incident.Worker == "b").ShouldAllBe(incident => incident.CuredBy == "restart");
    }

    [Fact]
    public void Troubles_of_the_server_are_relieved_by_the_heaviest_worker_which_stays_the_same_for_the_whole_plan()
    {
        using IncidentPlay play = Of(string.Empty, "a", "b");
        play.Likes = ["graceful_restart"];
        play.Workers.BreakHost("memory 97 %");
        play.Workers.Weigh("a/0", 5000);
        TaskCompletionSource gate = Gate(play, "capture");
        play.Publish(new Fault(FaultKind.HostMemory, null, null, "memory 97 %", play.Clock.GetUtcNow()));

        play.Workers.Weigh("b/0", 90_000); // while the state of a is being saved, b grows heavier
        gate.Release();
        play.Settle();

        play.Workers.Did.ShouldBe(["capture a/0", "replace a Graceful"]);
        play.Only.Subject.ShouldBe("host");
        play.Only.Target.ShouldBe("a");
        play.Workers.BreakHost(null);
        play.Pass(11);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
    }

    [Fact]
    public void A_server_in_trouble_that_no_worker_makes_opens_nothing()
    {
        using IncidentPlay play = Of(string.Empty, "a");
        play.Workers.Fell("a/0");
        play.Workers.BreakHost("memory 97 %");

        play.Publish(new Fault(FaultKind.HostMemory, null, null, "memory 97 %", play.Clock.GetUtcNow()));

        play.Board.All.ShouldBeEmpty();
    }

    [Fact]
    public void To_stop_everything_is_no_cure_of_the_server()
    {
        using IncidentPlay play = Of(string.Empty, "a", "b");
        play.Likes = ["stop_all"];
        play.Workers.Weigh("a/0", 5000);
        play.Workers.BreakHost("memory 97 %");
        play.Publish(new Fault(FaultKind.HostMemory, null, null, "memory 97 %", play.Clock.GetUtcNow()));

        play.Workers.BreakHost(null);
        play.Pass(60);

        play.Workers.Did.Where(what => what.StartsWith("stop", StringComparison.Ordinal)).ShouldBe(["stop b", "stop a"]);
        play.Only.Phase.ShouldBe(IncidentPhase.Escalated);
        play.Outcomes.ShouldHaveSingleItem().Succeeded.ShouldBeFalse();
    }

    private static IncidentPlay Of(string config, params string[] workers) =>
        new(config + string.Concat(workers.Select(worker => IncidentPlay.Worker(worker))));

    private static IncidentPlay Common(params string[] workers) => Of("guardian.recovery.brake { worker = 100%, all = 100% }\n", workers);

    private static TaskCompletionSource Gate(IncidentPlay play, string start)
    {
        TaskCompletionSource gate = new();
        play.Workers.Before = what => what.StartsWith(start, StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        return gate;
    }

    private static string[] Replaced(IncidentPlay play) => [.. play.Workers.Did.Where(what => what.StartsWith("replace", StringComparison.Ordinal))];
}
