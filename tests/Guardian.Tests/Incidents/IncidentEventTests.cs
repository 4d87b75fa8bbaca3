using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Tests.Workers.Records;

namespace Guardian.Tests.Incidents;

/// <summary>The stored form of an incident: its events as text, and what they add up to.</summary>
public sealed class IncidentEventTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 20, 20, 14, 5, TimeSpan.Zero);
    private static readonly Plan s_plan = new("restart", ["restart"], ActionScope.Instance, 0.3, 0.5, true, "the ladder");
    private static readonly Decision s_decision = new("i-1.1", "restart", DecisionOutcome.Voted, 87, true, "best", [], [], [Seat.Pattern], 0.5);

    /// <summary>Stored by nodes that are out there: a line is added to, never changed.</summary>
    private static readonly (IncidentEvent Happened, string Json)[] s_stored =
    [
        (new IncidentEvent.Detected(FaultKind.Hang, "w", "w/0", "hangs", Severity.High, s_at, true, 2, ["wait"]) { ForcedPlan = "restart" },
            """{"type":"incident-detected","kind":"Hang","worker":"w","instance":"w/0","reason":"hangs","severity":"High","since":"2026-11-20T20:14:05+00:00","recommend":true,"earlierAttempts":2,"earlierFailed":["wait"],"forcedPlan":"restart"}"""),
        (new IncidentEvent.Detected(FaultKind.HostMemory, null, null, "full", Severity.Critical, s_at, false, 0, []),
            """{"type":"incident-detected","kind":"HostMemory","reason":"full","severity":"Critical","since":"2026-11-20T20:14:05+00:00","recommend":false,"earlierAttempts":0,"earlierFailed":[]}"""),
        (new IncidentEvent.FaultJoined(FaultKind.MemoryOver, "6 GiB"), """{"type":"incident-fault-joined","kind":"MemoryOver","reason":"6 GiB"}"""),
        (new IncidentEvent.Held("i-0", "the same trouble"), """{"type":"incident-held","lead":"i-0","reason":"the same trouble"}"""),
        (new IncidentEvent.Held(null, "its turn has come"), """{"type":"incident-held","reason":"its turn has come"}"""),
        (new IncidentEvent.EvidenceTaken(new IncidentEvidence(["one", "two"], ["two"], ImmutableSortedDictionary<string, string>.Empty.Add("memory", "5 MiB"), "exit code 3", "mail-17", true, "dump", "/f"), "s-1", "hang"),
            """{"type":"incident-evidence-taken","evidence":{"logLines":["one","two"],"errorLines":["two"],"facts":{"memory":"5 MiB"},"lastExit":"exit code 3","task":"mail-17","busy":true,"commandOutput":"dump","file":"/f"},"signatureId":"s-1","signature":"hang"}"""),
        (new IncidentEvent.Proposed("i-1.1", 1, [s_plan]) { Target = "w" },
            """{"type":"incident-proposed","proposal":"i-1.1","attempt":1,"plans":[{"id":"restart","actions":["restart"],"scope":"Instance","cost":0.3,"blast":0.5,"destroys":true,"why":"the ladder"}],"target":"w"}"""),
        (new IncidentEvent.Decided(s_decision),
            """{"type":"incident-decided","decision":{"proposal":"i-1.1","plan":"restart","outcome":"Voted","confidence":87,"unanimous":true,"reason":"best","standings":[],"ballots":[],"absent":["Pattern"],"milliseconds":0.5}}"""),
        (new IncidentEvent.PersonSpoke(true, "anna", null), """{"type":"incident-person-spoke","confirmed":true,"by":"anna"}"""),
        (new IncidentEvent.StateCaptured(true, "saved"), """{"type":"incident-state-captured","complete":true,"detail":"saved"}"""),
        (new IncidentEvent.ActionStarted(0, "restart", ["w/0=101:5"]), """{"type":"incident-action-started","index":0,"action":"restart","before":["w/0=101:5"]}"""),
        (new IncidentEvent.ActionEnded(0, "restart", true, "done", 12.5), """{"type":"incident-action-ended","index":0,"action":"restart","succeeded":true,"detail":"done","milliseconds":12.5}"""),
        (new IncidentEvent.StateRestored(true, "restored"), """{"type":"incident-state-restored","complete":true,"detail":"restored"}"""),
        (new IncidentEvent.VerifyStarted(s_at), """{"type":"incident-verify-started","until":"2026-11-20T20:14:05+00:00"}"""),
        (new IncidentEvent.Recovered("healthy", 3.5), """{"type":"incident-recovered","detail":"healthy","secondsSinceDetected":3.5}"""),
        (new IncidentEvent.AttemptFailed("restart", "no"), """{"type":"incident-attempt-failed","plan":"restart","reason":"no"}"""),
        (new IncidentEvent.Escalated("help"), """{"type":"incident-escalated","reason":"help"}"""),
        (new IncidentEvent.Retried(2, "nobody has cured it"), """{"type":"incident-retried","attempt":2,"reason":"nobody has cured it"}"""),
        (new IncidentEvent.Resolved("healthy", "restart", false), """{"type":"incident-resolved","reason":"healthy","plan":"restart","byPerson":false}"""),
        (new IncidentEvent.Cancelled("gone"), """{"type":"incident-cancelled","reason":"gone"}"""),
        (new IncidentEvent.Labelled(true, "anna", "drill"), """{"type":"incident-labelled","falseDetection":true,"by":"anna","note":"drill"}"""),
    ];

    [Fact]
    public void The_stored_form_of_every_event_is_a_contract()
    {
        string.Join('\n', s_stored.Select(each => Encoding.UTF8.GetString(IncidentJson.ToJournal(each.Happened, s_at).Json.Span)))
            .ShouldBe(string.Join('\n', s_stored.Select(each => each.Json)));
        s_stored.Select(each => each.Happened.GetType()).Distinct().Count()
            .ShouldBe(typeof(IncidentEvent).GetNestedTypes().Count(type => type.IsSubclassOf(typeof(IncidentEvent))), "an event is missing here");
    }

    [Fact]
    public void What_is_read_back_is_what_was_written()
    {
        foreach ((IncidentEvent happened, string json) in s_stored)
        {
            NewEvent written = IncidentJson.ToJournal(happened, s_at);
            IncidentEvent read = IncidentJson.FromJournal(Kept(written.Type, written.Json)).ShouldNotBeNull();

            json.ShouldContain($"\"type\":\"{written.Type}\"");
            read.GetType().ShouldBe(happened.GetType());
            Encoding.UTF8.GetString(IncidentJson.ToJournal(read, s_at).Json.Span).ShouldBe(json);
        }
    }

    [Theory]
    [InlineData("""{"type":"incident-of-a-newer-version","x":1}""")]
    [InlineData("""{"reason":"no type"}""")]
    [InlineData("""{"type":"incident-fault-joined","kind":"KindOfANewerVersion","reason":"x"}""")]
    [InlineData("""{"type":"incident-esc""")]
    public void What_this_version_does_not_know_is_passed_over(string json) =>
        IncidentJson.FromJournal(Kept("x", Encoding.UTF8.GetBytes(json))).ShouldBeNull();

    [Fact]
    public void Any_beginning_read_back_and_then_the_rest_is_the_same_as_all_at_once() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements(s_stored.Select(each => each.Happened).ToArray()).ListOf().ToArbitrary(),
            Gen.Choose(0, 1000).ToArbitrary(),
            (events, cut) =>
            {
                IncidentEvent[] all = [.. events];
                int kept = all.Length == 0 ? 0 : cut % (all.Length + 1);
                Incident whole = Fold(new Incident { Id = "i-1" }, all, 0);
                IncidentEvent[] read = [.. all[..kept].Select(each => IncidentJson.ToJournal(each, s_at)).Select(each => IncidentJson.FromJournal(Kept(each.Type, each.Json))!)];
                Incident resumed = Fold(Fold(new Incident { Id = "i-1" }, read, 0), all[kept..], kept);
                return Print(whole) == Print(resumed);
            }));

    [Fact]
    public void An_incident_that_is_over_stays_over_whatever_people_say_of_it() =>
        new IncidentEvent[] { new IncidentEvent.Labelled(true, "anna", null), new IncidentEvent.FaultJoined(FaultKind.Crash, "x") }
            .Aggregate(new Incident { Id = "i-1", Phase = IncidentPhase.Resolved }, (incident, each) => incident.Apply(each, s_at)).IsOpen.ShouldBeFalse();

    [Fact]
    public void Every_event_has_its_line_in_the_story()
    {
        StoryLine[] lines = [.. s_stored.Select(each => StoryLine.Of(new HistoryEntry(s_at, each.Happened)))];

        lines.ShouldAllBe(line => line.What != "unknown" && line.Detail.Length > 0 && line.At == s_at);
        lines.Single(line => line.What == "decided").Detail.ShouldBe("restart (87 %, unanimous): best");
        lines.Single(line => line.What == "evidence").Detail.ShouldBe("2 log lines; signature s-1: hang");
        lines.Single(line => line.What == "labelled").Detail.ShouldBe("false detection by anna: drill");
    }

    [Fact]
    public async Task The_loader_gives_the_newest_incidents_oldest_first_with_all_that_happened_to_them()
    {
        MemoryJournal journal = new();
        foreach (string id in (string[])["i-1", "i-2"])
        {
            await journal.AppendAsync([new StreamAppend("incident/" + id, null, [.. s_stored.Take(1).Concat(s_stored.TakeLast(3)).Select(each => IncidentJson.ToJournal(each.Happened, s_at))])]);
        }

        ImmutableArray<Incident> loaded = await IncidentLoader.NewestAsync(journal, CancellationToken.None);

        loaded.Select(incident => incident.Id).ShouldBe(["i-1", "i-2"]);
        loaded.ShouldAllBe(incident => incident.Phase == IncidentPhase.Cancelled && incident.FalseDetection == true && incident.CuredBy == "restart");
        (await IncidentLoader.HistoryAsync(journal, "i-2", CancellationToken.None)).Length.ShouldBe(4);
        (await IncidentLoader.HistoryAsync(journal, "i-3", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public void The_board_keeps_a_bounded_number_of_ended_incidents_without_their_evidence_and_every_open_one()
    {
        IncidentBoard board = new();
        board.Show(new Incident { Id = "i-00000000-0000" });
        IncidentEvidence evidence = new([], [], ImmutableSortedDictionary<string, string>.Empty, null, null, null, null, null);
        foreach (int number in Enumerable.Range(1, 2500))
        {
            board.Show(new Incident { Id = $"i-20261120-{number:0000}", Phase = IncidentPhase.Resolved, Evidence = evidence });
        }

        board.Open.ShouldHaveSingleItem();
        board.All.Length.ShouldBeLessThanOrEqualTo(2 * IncidentBoard.MostEnded + 1);
        board.All[0].Id.ShouldBe("i-20261120-2500");
        board.All[0].Evidence.ShouldBeNull();
    }

    private static Incident Fold(Incident incident, IncidentEvent[] events, int from) =>
        events.Select((happened, index) => (happened, at: s_at.AddSeconds(from + index))).Aggregate(incident, (before, each) => before.Apply(each.happened, each.at));

    private static string Print(Incident incident) => System.Text.Json.JsonSerializer.Serialize(incident);

    private static JournalEvent Kept(string type, ReadOnlyMemory<byte> json) => new(1, "incident/i-1", 1, type, json, s_at);
}
