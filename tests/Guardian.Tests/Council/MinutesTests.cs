using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Guardian.Council;
using Guardian.Journal;
using Guardian.Learning;
using Guardian.Tests.Workers.Records;
using static Guardian.Tests.Council.Meeting;

namespace Guardian.Tests.Council;

public class MinutesTests
{
    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");

    private static readonly Proposal s_proposal = Of(Wait, Restart, HardRestart, StopAll, Escalate) with
    {
        VerifyWithin = TimeSpan.FromSeconds(60),
        Settle = TimeSpan.FromMinutes(10),
        Case = Case() with
        {
            Task = "mail|4711",
            SameTaskDeaths = 2,
            ErrorLines = ["ConnectionResetError: [Errno 104] `reset`"],
            Facts = ImmutableSortedDictionary<string, string>.Empty.Add("memory", "812 MiB of 1 GiB"),
            Failed = ["wait"],
        },
    };

    private static readonly Decision s_decision = Decide(s_proposal,
    [
        Vote(Seat.Incident, "restart 0.9, hard_restart 0.6, wait 0.1, stop_all 0.95"),
        Vote(Seat.Knowledge, "restart 0.8@0.45, hard_restart 0.6"),
        Vote(Seat.Task, "restart 0.4, hard_restart 0.55, stop_all 0!") with { Analysis = "# Two tasks wait\n* <b>none</b> is in hand" },
    ]);

    [Fact]
    public void Minutes_read_like_those_of_a_meeting() => Snapshot("minutes.md", Minutes.Render(
        s_proposal,
        Decide(s_proposal, [.. s_decision.Ballots, Vote(Seat.Pattern, "restart 0.9, hard_restart 0.7")]),
        new CouncilEvent.OutcomeKnown("i-20261120-0007", Id, "restart", true, true, 2.1, "healthy for 60 s"),
        s_zone));

    [Fact]
    public void Minutes_of_a_meeting_that_asks_a_person() => Snapshot("minutes-escalated.md", Minutes.Render(s_proposal, Decide(s_proposal, []), null, s_zone));

    [Fact]
    public void Minutes_of_a_meeting_over_several_nodes_say_which_of_them_voted()
    {
        Decision decision = Decide(s_proposal, [.. AllVote("restart 0.9, wait 0.2", "n1"), .. AllVote("restart 0.7, wait 0.3@0.4", "n2").Take(2)], nodes: 3);
        Snapshot("minutes-nodes.md", Minutes.Render(s_proposal, decision with { Attendance = new Attendance(["n1", "n2", "n3"], ["n1", "n2"], CutOff: false) }, null, s_zone));
    }

    [Theory]
    [InlineData("n1 n2", "n1 n2", false, "n1 and n2 voted")]
    [InlineData("n1 n2 n3", "n1 n2", false, "n1 and n2 voted; n3 was expected and did not vote")]
    [InlineData("n1 n2 n3 n4", "n2", false, "n2 voted; n1, n3 and n4 were expected and did not vote")]
    [InlineData("n1 n2", "", false, "none voted; n1 and n2 were expected and did not vote")]
    [InlineData("n1 n2 n3", "n1", true, "n1 voted; cut off from n2 and n3, which could not be asked")]
    [InlineData("n1", "n1", true, "n1 voted; cut off from the cluster")]
    [InlineData("n1", "n1 n7", false, "n1 and n7 voted")] // it had just joined
    public void Who_took_part_in_words(string expected, string voted, bool cutOff, string words) =>
        CouncilWords.Nodes(new Attendance([.. expected.Split(' ')], [.. voted.Split(' ', StringSplitOptions.RemoveEmptyEntries)], cutOff)).ShouldBe(words);

    [Fact]
    public void A_meeting_keeps_who_took_part_and_one_of_a_node_alone_is_kept_as_before()
    {
        Decision decision = Decide(s_proposal, AllVote("restart 0.9", "n1")) with { Attendance = new Attendance(["n1", "n2"], ["n1"], CutOff: true) };
        NewEvent kept = CouncilJson.ToJournal(new CouncilEvent.Held(s_proposal, decision), s_proposal.At);

        Encoding.UTF8.GetString(kept.Json.Span).ShouldEndWith("""
            "attendance":{"expected":["n1","n2"],"voted":["n1"],"cutOff":true}}}
            """.Trim());
        CouncilEvent.Held read = (CouncilEvent.Held)CouncilJson.FromJournal(new JournalEvent(1, "council", 1, kept.Type, kept.Json, kept.At))!;
        read.Decision.Attendance!.Absent.ShouldBe(["n2"]);
        Encoding.UTF8.GetString(CouncilJson.ToJournal(new CouncilEvent.Held(s_proposal, s_decision), s_proposal.At).Json.Span).ShouldNotContain("attendance");
    }

    [Theory]
    [InlineData("# title", "\\# title")]
    [InlineData("1. first\n2) second", "1\\. first 2) second")]
    [InlineData("a|b `c` *d* <e> [f](g)", "a\\|b \\`c\\` \\*d\\* \\<e\\> \\[f\\](g)")]
    [InlineData("hard_restart _now_", "hard_restart \\_now\\_")]
    [InlineData("\u001b[31mred\r\n\t ", "\\[31mred")]
    [InlineData("", "-")]
    public void Text_of_workers_makes_no_structure(string text, string escaped) => MarkdownText.Line(text).ShouldBe(escaped);

    [Fact]
    public void What_is_kept_is_as_written_down()
    {
        Proposal proposal = Of(Restart, Escalate);
        Decision decision = Decide(proposal, [Vote(Seat.Incident, "restart 0.9@0.8!")]);
        CouncilEvent[] events =
        [
            new CouncilEvent.Held(proposal, decision),
            new CouncilEvent.OutcomeKnown("i-20261120-0007", Id, "restart", true, true, 2.1, "healthy for 60 s"),
            new CouncilEvent.TrustChanged(TrustWeights.Equal, [new(Seat.Task, 0.4, 0.8, 0.6)], "i-20261120-0007", "restart helped"),
        ];
        NewEvent[] kept = [.. events.Select(each => CouncilJson.ToJournal(each, proposal.At))];

        Snapshot("events.txt", string.Concat(kept.Select(each => $"{each.Type} {Encoding.UTF8.GetString(each.Json.Span)}\n")));
        foreach ((NewEvent stored, CouncilEvent happened) in kept.Zip(events))
        {
            CouncilEvent? read = CouncilJson.FromJournal(new JournalEvent(1, "council", 1, stored.Type, stored.Json, stored.At));
            Encoding.UTF8.GetString(CouncilJson.ToJournal(read.ShouldNotBeNull(), stored.At).Json.Span).ShouldBe(Encoding.UTF8.GetString(stored.Json.Span));
            read.GetType().ShouldBe(happened.GetType());
        }
    }

    [Theory]
    [InlineData("""{"type":"of-tomorrow"}""")]
    [InlineData("""{"proposal":{}}""")]
    [InlineData("")]
    public void What_a_newer_version_kept_is_passed_over(string json) =>
        CouncilJson.FromJournal(new JournalEvent(1, "council", 1, "meeting-held", Encoding.UTF8.GetBytes(json), default)).ShouldBeNull();

    [Fact]
    public async Task The_book_lists_meetings_with_their_results_and_finds_minutes_by_meeting_and_by_incident()
    {
        MemoryJournal journal = new();
        CouncilRecords records = new(() => journal);
        CouncilBook book = new(records, s_zone);
        Proposal second = s_proposal with { Id = "i-20261120-0007.2" };
        (await book.WeightsAsync()).Reason.ShouldBe("no outcome has changed it yet");
        (await book.MinutesAsync(Id)).ShouldBeNull();
        await KeepAsync(
            new CouncilEvent.Held(s_proposal, s_decision),
            new CouncilEvent.OutcomeKnown("i-20261120-0007", Id, "restart", false, true, null, "it ended again after 3 s"),
            new CouncilEvent.TrustChanged(new TrustWeights(0.3, 0.2, 0.3, 0.2), [new(Seat.Task, 0.4, 0.8, 0.6)], "i-20261120-0007", "restart did not help"),
            new CouncilEvent.Held(second, s_decision with { Proposal = second.Id }));

        ImmutableArray<MeetingSummary> list = await book.ListAsync(10);

        list.Select(each => (each.Id, each.Subject, each.Fault, each.Plan, each.Result)).ShouldBe(
        [
            ("i-20261120-0007.2", "mailer/0", "no progress", "hard_restart", null),
            ("i-20261120-0007.1", "mailer/0", "no progress", "hard_restart", "did not help"),
        ]);
        (await book.ListAsync(0)).Length.ShouldBe(1);
        string one = (await book.MinutesAsync(Id)).ShouldNotBeNull();
        one.ShouldContain("`restart` did not help: it ended again after 3 s.");
        string both = (await book.MinutesAsync("i-20261120-0007")).ShouldNotBeNull();
        both.ShouldStartWith(one + "\n---\n\n# Minutes of the council");
        (await book.WeightsAsync()).Seats.ShouldBe([new("incident", 0.3, null), new("knowledge", 0.2, null), new("task", 0.3, 0.6), new("pattern", 0.2, null)]);

        Task KeepAsync(params ImmutableArray<CouncilEvent> events) =>
            records.AppendAsync("council", [.. events.Select(each => CouncilJson.ToJournal(each, s_proposal.At))]);
    }

    private static void Snapshot(string name, string actual, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", name);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, actual);
            throw new FileNotFoundException($"snapshot {name} was missing and has been written; read it and run again");
        }

        actual.ShouldBe(File.ReadAllText(path), $"{name} changed: is that meant?");
    }
}
