using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Cluster.Learning;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Learning;
using Guardian.Learning.Knowledge;
using Guardian.Tests.Learning.Knowledge;
using Guardian.Tests.Workers.Records;

namespace Guardian.Tests.Cluster.Learning;

/// <summary>Nodes that share what they learn, each with actors and a store of its own.</summary>
public sealed class LearningActorTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryBus _bus = new();
    private readonly MemoryLeases _leases = new();
    private readonly List<LearningNode> _nodes = [];

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    [Fact]
    public void What_one_node_learns_all_know_and_none_counts_it_twice()
    {
        LearningNode[] nodes = [Start("n1"), Start("n2"), Start("n3")];

        nodes[0].Happened(1);
        nodes[1].Happened(2);
        nodes[1].Happened(3);

        AllKnow(3);
        nodes.ShouldAllBe(node => node.SageKnows == 3);
        _bus.Journal.Events.Count(kept => kept.Stream == BusStreams.Lessons).ShouldBe(3);
        Until(() => nodes.All(node => TrustKept(node) == node.Known!.Trust), "each council keeps how trust changed");
        Until(() => nodes.All(node => node.Journal.Events.Count(kept => kept.Type == CouncilJson.OutcomeKnown) == (node.Name == "n1" ? 1 : node.Name == "n2" ? 2 : 0)), "and its own outcomes");
    }

    [Fact]
    public void An_outcome_counts_at_once_while_the_database_is_away_and_is_sent_once_when_it_is_back()
    {
        LearningNode[] nodes = [Start("n1"), Start("n2")];
        AllKnow(0);
        nodes[0].Line.Problem = "away";
        nodes[0].Happened(1);
        nodes[0].Happened(2);

        Until(() => nodes[0].Known!.Knowledge.Lessons == 2, "its own outcomes count");
        nodes[1].Known!.Knowledge.Lessons.ShouldBe(0);
        nodes[0].Line.Problem = null;

        AllKnow(2);
        _bus.Journal.Events.Count(kept => kept.Stream == BusStreams.Lessons).ShouldBe(2);
    }

    [Fact]
    public void A_lesson_whose_answer_was_lost_is_found_by_reading_and_not_sent_again()
    {
        LearningNode[] nodes = [Start("n1"), Start("n2")];
        AllKnow(0);
        nodes[0].Line.LosesAnswers = true;
        nodes[0].Line.Held = true; // and does not come back by itself
        nodes[0].Happened(1);
        Until(() => nodes[1].Known!.Knowledge.Lessons == 1, "it was sent");
        nodes[0].Line.LosesAnswers = false;

        AllKnow(1);
        nodes[0].Line.Held = false;
        AllKnow(1);
        _bus.Journal.Events.Count(kept => kept.Stream == BusStreams.Lessons).ShouldBe(1);
    }

    [Fact]
    public void What_waited_when_the_node_was_killed_is_sent_by_its_next_start()
    {
        LearningNode first = Start("n1");
        Start("n2");
        AllKnow(0);
        first.Line.Problem = "away";
        first.Happened(1);
        Until(() => Kept(first) == 1, "it is kept");
        Kill(first);

        Start("n1", first.Journal);

        AllKnow(1);
    }

    [Fact]
    public void A_node_that_was_away_reads_what_it_missed()
    {
        LearningNode first = Start("n1");
        LearningNode second = Start("n2");
        first.Happened(1);
        AllKnow(1);
        Until(() => KeptSequence(second) == 1, "it is kept");
        Kill(second);
        first.Happened(2);
        first.Happened(3);
        AllKnow(3);

        Start("n2", second.Journal);

        AllKnow(3);
    }

    [Fact]
    public void A_node_that_joins_late_begins_with_the_shared_snapshot_and_reads_what_follows()
    {
        LearningNode first = Start("n1");
        for (int number = 1; number <= LearningActor.SnapshotEvery + 3; number++)
        {
            first.Happened(number);
        }

        AllKnow(LearningActor.SnapshotEvery + 3);
        Until(() => SnapshotAt() >= LearningActor.SnapshotEvery, "somebody writes it down");
        _leases.Taken.ShouldAllBe(taken => taken == $"n1 {LeaseKeys.Job("knowledge")}");
        Until(() => _leases.HolderOf(LeaseKeys.Job("knowledge")) is null, "the lease is given back");
        _bus.Journal.Forget(BusStreams.Lessons, SnapshotAt());

        Start("n9");

        AllKnow(LearningActor.SnapshotEvery + 3);
    }

    [Fact]
    public void A_node_that_was_away_for_so_long_that_what_it_missed_is_deleted_jumps_to_the_snapshot()
    {
        LearningNode first = Start("n1");
        LearningNode second = Start("n2");
        first.Happened(1);
        AllKnow(1);
        Until(() => KeptSequence(second) == 1, "it is kept");
        Kill(second);
        for (int number = 2; number <= LearningActor.SnapshotEvery + 2; number++)
        {
            first.Happened(number);
        }

        AllKnow(LearningActor.SnapshotEvery + 2);
        Until(() => SnapshotAt() >= LearningActor.SnapshotEvery, "somebody writes it down");
        _bus.Journal.Forget(BusStreams.Lessons, SnapshotAt());

        Start("n2", second.Journal);

        AllKnow(LearningActor.SnapshotEvery + 2);
    }

    [Fact]
    public void A_node_that_had_learned_alone_brings_its_lessons_as_far_as_its_meetings_are_kept_and_only_once()
    {
        MemoryJournal alone = new();
        IncidentOutcome[] outcomes = [Lessons.Outcome(1), Lessons.Outcome(2), Lessons.Outcome(2, attempt: 3), Lessons.Outcome(2, attempt: 3) with { Retry = 1 }];
        Keep(alone, [.. outcomes.SelectMany(Events), new CouncilEvent.OutcomeKnown("i-9", "i-9.1", "restart", true, true, 2, "its meeting is no longer kept")]);
        KnowledgeBase learned = outcomes.Aggregate(KnowledgeBase.Empty, (known, outcome) => known.Apply(outcome, Lessons.Rules.Knowledge));
        Store(alone, new JournalSnapshot(KnowledgeJson.Stream, 0, KnowledgeJson.ToSnapshot(learned), default));
        LearningNode other = Start("n2");
        other.Happened(7);
        AllKnow(1);

        LearningNode joined = Start("n1", alone);

        AllKnow(5);
        Kill(joined);
        LearningNode again = Start("n1", alone);
        AllKnow(5);
        again.Happened(8);
        AllKnow(6);

        static IEnumerable<CouncilEvent> Events(IncidentOutcome outcome) =>
        [
            new CouncilEvent.Held(new Proposal(outcome.Decision.Proposal, outcome.Case, [Learned.Plan(outcome.Plan)], outcome.At), outcome.Decision),
            new CouncilEvent.OutcomeKnown(
                outcome.Incident, outcome.Decision.Proposal, outcome.Plan, outcome.Succeeded, outcome.Acted, outcome.Seconds, outcome.Reason) { Retry = outcome.Retry },
        ];
    }

    [Fact]
    public void Before_it_has_ever_reached_the_others_a_node_goes_by_what_it_had_learned_alone()
    {
        MemoryJournal alone = new();
        Store(alone, new JournalSnapshot(KnowledgeJson.Stream, 0, KnowledgeJson.ToSnapshot(KnowledgeBase.Empty.Times(4, "s1", "restart", cured: true)), default));
        Keep(alone, new CouncilEvent.TrustChanged(new TrustWeights(0.4, 0.2, 0.2, 0.2), [], "i-1", "it helped"));
        byte[] before = Snapshot(alone, KnowledgeJson.Stream)!;
        LearningNode node = Start("n1", alone, line => line.Problem = "away");

        Until(() => node.Known is { Knowledge.Lessons: 4 }, "it reads its own store");
        node.Known!.Trust.Incident.ShouldBe(0.4);
        node.Happened(1);
        Until(() => node.SageKnows == 5 && Kept(node) == 1, "it learns");
        Snapshot(alone, KnowledgeJson.Stream).ShouldBe(before, "as long as it is by itself nothing else is kept in its place");
    }

    [Fact]
    public void A_node_that_is_taken_out_of_the_cluster_goes_on_with_what_it_knew_in_it()
    {
        LearningNode node = Start("n1");
        Start("n2").Happened(1);
        node.Happened(2);
        AllKnow(2);

        Until(() => Snapshot(node.Journal, KnowledgeJson.Stream) is { } kept && KnowledgeJson.FromSnapshot(kept)!.Lessons == 2, "it keeps it where a node alone reads it");
    }

    [Fact]
    public void A_store_that_was_set_up_anew_is_followed_from_its_beginning()
    {
        LearningNode node = Start("n1");
        node.Happened(WithMeeting(node, 1));
        node.Happened(WithMeeting(node, 2));
        AllKnow(2);
        Until(() => KeptSequence(node) == 2, "it is kept");
        Kill(node);
        MemoryBus other = new();
        other.Append(BusStreams.Lessons, [LessonJson.ToBus(Lessons.Of("n5", 9))]);

        LearningNode moved = new("n1", other, _leases, _time, node.Journal);
        _nodes.Add(moved);

        Until(() => moved.Known is { } known && known.Knowledge.Lessons == 3, "what its council had recorded goes on top of what is there");
        other.Journal.Events.Count(kept => kept.Stream == BusStreams.Lessons).ShouldBe(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_happens_to_three_nodes_they_know_the_same_in_the_end(int seed)
    {
        Random random = new(seed);
        foreach (string name in (string[])["n1", "n2", "n3"])
        {
            Start(name);
        }

        int outcomes = 0;
        for (int step = 0; step < 120; step++)
        {
            int at = random.Next(3);
            LearningNode node = _nodes[at];
            switch (random.Next(10))
            {
                case 0:
                    node.Line.Problem = node.Line.Problem is null ? "away" : null;
                    break;
                case 1:
                    node.Line.LosesAnswers = !node.Line.LosesAnswers;
                    break;
                case 2:
                    node.Line.Held = !node.Line.Held;
                    break;
                case 3 when random.Next(3) == 0:
                    Until(() => node.Journal.Events.Count(kept => kept.Type == CouncilJson.OutcomeKnown) == node.Outcomes, "its council has recorded");
                    node.Kill();
                    _nodes[at] = new LearningNode(node.Name, _bus, _leases, _time, node.Journal) { Outcomes = node.Outcomes };
                    break;
                case 4:
                    _time.Advance(TimeSpan.FromSeconds(5));
                    break;
                default:
                    node.Outcomes++;
                    node.Happened(WithMeeting(node, ++outcomes));
                    break;
            }
        }

        foreach (LearningNode node in _nodes)
        {
            (node.Line.LosesAnswers, node.Line.Held, node.Line.Problem) = (false, false, null);
        }

        AllKnow(outcomes);
        string[] ids = [.. _bus.Journal.Events.Where(kept => kept.Stream == BusStreams.Lessons).Select(kept => LessonJson.FromBus(kept)!.Id)];
        ids.Distinct().Count().ShouldBe(outcomes);
    }

    /// <summary>A node that is killed before its learning was kept makes the lesson again from what the council had recorded.</summary>
    private static IncidentOutcome WithMeeting(LearningNode node, int number)
    {
        IncidentOutcome outcome = Lessons.Outcome(number);
        Keep(node.Journal, new CouncilEvent.Held(new Proposal(outcome.Decision.Proposal, outcome.Case, [Learned.Plan(outcome.Plan)], outcome.At), outcome.Decision));
        return outcome;
    }

    private LearningNode Start(string name, MemoryJournal? journal = null, Action<MemoryLine>? line = null)
    {
        LearningNode node = new(name, _bus, _leases, _time, journal, line);
        _nodes.Add(node);
        return node;
    }

    private void Kill(LearningNode node)
    {
        node.Kill();
        _nodes.Remove(node);
    }

    /// <summary>All nodes come to know so many outcomes, the same ones in the same order, with nothing on top.</summary>
    private void AllKnow(int outcomes)
    {
        Until(() => _nodes.All(node => node.Known is { } known && known.Knowledge.Lessons == outcomes && node.IsUpToDate), $"all know {outcomes} outcomes");
        _nodes.Select(node => System.Text.Encoding.UTF8.GetString(KnowledgeJson.ToSnapshot(node.Known!.Knowledge))).Distinct().Count().ShouldBe(1);
        _nodes.Select(node => node.Known!.Trust).Distinct().Count().ShouldBe(1);
    }

    private static TrustWeights? TrustKept(LearningNode node) =>
        node.Journal.Events.Select(CouncilJson.FromJournal).OfType<CouncilEvent.TrustChanged>().LastOrDefault()?.Weights;

    private static int Kept(LearningNode node) => Snapshot(node.Journal, LessonJson.Stream) is { } kept ? LessonJson.FromKept(kept).Own.Length : 0;

    private static long KeptSequence(LearningNode node) => Snapshot(node.Journal, LessonJson.Stream) is { } kept ? LessonJson.FromKept(kept).Base?.Sequence ?? 0 : 0;

    private long SnapshotAt() => Snapshot(_bus.Journal, BusStreams.Lessons) is { } kept ? LessonJson.FromSnapshot(kept)!.Sequence : 0;

    private static byte[]? Snapshot(MemoryJournal journal, string stream) => Done(journal.ReadSnapshotsAsync(stream)).FirstOrDefault(each => each.Stream == stream)?.Json.ToArray();

    private static void Store(MemoryJournal journal, JournalSnapshot snapshot) => Done(Saved(journal, snapshot));

    private static async Task<bool> Saved(MemoryJournal journal, JournalSnapshot snapshot)
    {
        await journal.SaveSnapshotsAsync([snapshot]);
        return true;
    }

    private static void Keep(MemoryJournal journal, params CouncilEvent[] events) =>
        Done(journal.AppendAsync([new StreamAppend(CouncilJson.Stream, null, [.. events.Select(each => CouncilJson.ToJournal(each, Learned.Start))])]));

    private static T Done<T>(Task<T> task)
    {
        task.IsCompleted.ShouldBeTrue("memory answers at once");
#pragma warning disable VSTHRD002 // it has completed
        return task.Result;
#pragma warning restore VSTHRD002
    }

    /// <summary>Goes round the actors, and from timer to timer, until it is so.</summary>
    private void Until(Func<bool> isSo, string what)
    {
        for (int round = 0; round < 2_000; round++)
        {
            _nodes.ForEach(node => node.Settle());
            if (isSo())
            {
                return;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Fail($"{what}: {string.Join("; ", _nodes.Select(node => node.ToString()))}");
    }
}
