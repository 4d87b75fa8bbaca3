using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Tests.Workers.Actors;
using Guardian.Tests.Workers.Records;

namespace Guardian.Tests.Incidents;

/// <summary>The node is killed after each event of an incident in turn, and another one goes on.</summary>
public sealed class IncidentResumeTests
{
    private const string Hook = "recovery.hooks.clean = [\"clean\"]";

    public static TheoryData<string> Lives => ["hang cured by a restart", "hang cured by the second plan", "down, cured by a hook and a start", "confirmed by a person"];

    [Theory]
    [MemberData(nameof(Lives))]
    public void Killed_after_any_event_it_is_finished_by_the_next_node_and_no_action_is_done_twice(string life)
    {
        IncidentEvent[] whole = Whole(life);
        whole[^1].ShouldBeOfType<IncidentEvent.Resolved>();
        for (int kept = 1; kept < whole.Length; kept++)
        {
            if (whole[kept - 1] is IncidentEvent.ActionStarted)
            {
                Resume(life, whole, kept, doneBeforeTheKill: false);
                Resume(life, whole, kept, doneBeforeTheKill: true);
            }
            else
            {
                Resume(life, whole, kept, doneBeforeTheKill: false);
            }
        }
    }

    [Fact]
    public void An_incident_that_is_over_is_shown_and_not_begun_again()
    {
        using IncidentPlay first = new();
        first.Fault();
        first.Pass(11);
        string story = first.Story();
        first.Kill();

        using IncidentPlay second = new(journal: first.Journal, clock: first.Clock, workers: first.Workers);
        second.Pass(60);

        second.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        second.Only.CuredBy.ShouldBe("restart");
        second.Story().ShouldBe(story);
        second.Fault().Id.ShouldBe("i-20260101-0002");
    }

    [Fact]
    public void Before_the_fleet_has_begun_nothing_goes_on()
    {
        using IncidentPlay first = new();
        TaskCompletionSource gate = new();
        first.Workers.Before = what => what.StartsWith("replace", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        first.Fault();
        first.Kill();
        first.Workers.Before = _ => Task.CompletedTask;

        using IncidentPlay second = new(journal: first.Journal, clock: first.Clock, workers: first.Workers, resume: false);
        second.Pass(60);
        second.Only.Phase.ShouldBe(IncidentPhase.Acting);
        second.Tell(new IncidentDeskProtocol.Resume());

        second.Only.Phase.ShouldBe(IncidentPhase.Settling);
        second.Workers.Did.ShouldBe(["capture w/0", "replace w/0 Soft", "replace w/0 Soft"], "its old process still ran, so it had not been done");
        gate.Release();
    }

    [Fact]
    public void What_was_being_done_counts_for_the_brake_of_the_next_node()
    {
        string config = "guardian.recovery.parallel = 1\n" + IncidentPlay.Worker("v") + IncidentPlay.Worker();
        using IncidentPlay first = new(config);
        first.Workers.Before = what => what.StartsWith("replace v", StringComparison.Ordinal) ? new TaskCompletionSource().Task : Task.CompletedTask;
        first.Fault("v/0");
        first.Fault("w/0");
        first.Kill();

        using IncidentPlay second = new(config, first.Workers, first.Journal, first.Clock);
        second.Board.All.Single(incident => incident.Worker == "v").Phase.ShouldBe(IncidentPhase.Acting);
        second.Board.All.Single(incident => incident.Worker == "w").Phase.ShouldBe(IncidentPhase.EvidenceTaken);
    }

    private static string ConfigOf(string life) =>
        (life == "confirmed by a person" ? "guardian.recovery.mode = recommend\n" : string.Empty) + IncidentPlay.Worker(block: Hook);

    private static void Prepare(string life, IncidentPlay play)
    {
        play.Likes = life.StartsWith("down", StringComparison.Ordinal) ? ["hook:clean+restart"] : ["restart", "hard_restart"];
        if (life == "hang cured by the second plan")
        {
            play.Workers.Cures = what => what.EndsWith("Abort", StringComparison.Ordinal);
        }
        else if (life.StartsWith("down", StringComparison.Ordinal))
        {
            play.Workers.Cures = what => what.StartsWith("replace", StringComparison.Ordinal);
        }
    }

    private static void Finish(IncidentPlay play)
    {
        for (int step = 0; step < 8 && play.Board.Open.Length > 0; step++)
        {
            if (play.Only is { Phase: IncidentPhase.Decided, Recommend: true, Confirmed: null } waiting)
            {
                play.Ask(new IncidentDeskProtocol.PersonSpoke(waiting.Id, true, "anna", null));
            }

            play.Pass(5);
        }
    }

    private static IncidentEvent[] Whole(string life)
    {
        using IncidentPlay play = new(ConfigOf(life));
        Prepare(life, play);
        if (life.StartsWith("down", StringComparison.Ordinal))
        {
            play.Workers.Fell("w/0");
            play.Publish(kind: FaultKind.BudgetSpent);
        }
        else
        {
            play.Fault();
        }

        Finish(play);
        return [.. play.Happened<IncidentEvent>()];
    }

    private static void Resume(string life, IncidentEvent[] whole, int kept, bool doneBeforeTheKill)
    {
        string at = $"{life}, killed after {kept} ({whole[kept - 1].GetType().Name}){(doneBeforeTheKill ? ", when it was done" : string.Empty)}";
        StepClock clock = new();
        FakeWorkers workers = new(IncidentPlay.Load(ConfigOf(life))) { Time = clock };
        workers.AllHealthy();
        using IncidentPlay play = new(ConfigOf(life), workers, Prefix(whole, kept, clock), clock, resume: false);
        Prepare(life, play);
        if (life.StartsWith("down", StringComparison.Ordinal))
        {
            workers.Fell("w/0");
        }
        else
        {
            workers.Break("w/0", FaultKind.Hang);
        }

        // What the killed node had done is done to the workers of this one, by the same actions.
        IncidentEvent[] past = whole[..kept];
        string[] before = [.. past.OfType<IncidentEvent.ActionEnded>().Select(ended => ended.Action)];
        IncidentEvent.ActionStarted? cut = past[^1] as IncidentEvent.ActionStarted;
        foreach (string action in doneBeforeTheKill ? [.. before, cut!.Action] : before)
        {
            Do(action, workers);
        }

        int did = workers.Did.Length;
        bool? wasDone = cut is null ? null : IncidentRule.WasDone(
            new ActionCatalog([]).Find(cut.Action, workers.Definitions[0])!.Info, cut.Before, SubjectLook.ProcessesOf(workers.Find("w")!, 0));

        play.Tell(new IncidentDeskProtocol.Resume());
        Finish(play);

        play.Only.Phase.ShouldBe(IncidentPhase.Resolved, at);
        string[] again = [.. workers.Did[did..].Where(what => !what.StartsWith("capture", StringComparison.Ordinal))];
        string[] all = [.. whole.OfType<IncidentEvent.ActionEnded>().Select(ended => ended.Action)];
        string[] expected = [.. all[before.Length..].Skip(cut is not null && wasDone != false ? 1 : 0).Select(Words)];
        if (!(cut is not null && wasDone is null && !doneBeforeTheKill))
        {
            again.ShouldBe(expected, at);
        }
        else
        {
            again.ShouldNotContain(Words(cut.Action), at);
        }

        IncidentEvent[] told = [.. play.Happened<IncidentEvent>()];
        told.OfType<IncidentEvent.ActionStarted>().Count().ShouldBe(told.OfType<IncidentEvent.ActionEnded>().Count(), at);
        told.OfType<IncidentEvent.Detected>().Count().ShouldBe(1, at);
        play.Only.Attempt.ShouldBe(whole.OfType<IncidentEvent.Proposed>().Max(proposed => proposed.Attempt), at);
    }

    private static MemoryJournal Prefix(IncidentEvent[] whole, int kept, StepClock clock)
    {
        MemoryJournal journal = new();
        foreach (IncidentEvent happened in whole[..kept])
        {
            // Completes at once: a list in memory.
            journal.AppendAsync([new StreamAppend("incident/i-20260101-0001", null, [IncidentJson.ToJournal(happened, clock.GetUtcNow())])]).IsCompletedSuccessfully.ShouldBeTrue();
        }

        return journal;
    }

    private static void Do(string action, FakeWorkers workers)
    {
        Task done = action switch
        {
            "restart" => workers.ReplaceAsync("w", 0, Guardian.Workers.EndStyle.Soft, "x", TimeSpan.Zero),
            "hard_restart" => workers.ReplaceAsync("w", 0, Guardian.Workers.EndStyle.Abort, "x", TimeSpan.Zero),
            _ => workers.RunAsync("w", 0, new ValueArray<string>(["clean"]), null, TimeSpan.Zero),
        };
        done.IsCompletedSuccessfully.ShouldBeTrue();
    }

    private static string Words(string action) => action switch
    {
        "restart" => "replace w/0 Soft",
        "hard_restart" => "replace w/0 Abort",
        _ => "run w/0 clean",
    };
}
