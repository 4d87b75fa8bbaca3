using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Cluster.Bus;
using Guardian.Cluster.Learning;
using Guardian.Faults;
using Guardian.Journal;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Tests.Cluster.Learning;

/// <summary>The rules by which nodes come to know the same.</summary>
public sealed class SharedLearningTests
{
    private static SharedLearning New => SharedLearning.Alone(KnowledgeBase.Empty, TrustWeights.Equal).CaughtUp(SharedBase.Empty, Lessons.Rules);

    [Fact]
    public void An_own_outcome_counts_at_once_and_moves_to_its_place_when_it_comes_back()
    {
        SharedLesson own = Lessons.Of("n1", 1);
        SharedLesson other = Lessons.Of("n2", 2);
        SharedLearning learning = New.Learn(own, Lessons.Rules).Next;
        learning.Knowledge.Lessons.ShouldBe(1);
        learning.Base.Knowledge.Lessons.ShouldBe(0);

        learning = learning.Hear(1, other, Lessons.Rules)!.Value.Next;
        learning.Knowledge.Lessons.ShouldBe(2);
        (SharedLearning back, TrustChange? change) = learning.Hear(2, own, Lessons.Rules)!.Value;

        back.Own.ShouldBeEmpty();
        change.ShouldBeNull("it has been told before");
        back.Base.Text().ShouldBe(Lessons.Fold([other, own]).Text());
        KnowledgeJson.ToSnapshot(back.Knowledge).ShouldBe(KnowledgeJson.ToSnapshot(back.Base.Knowledge));
        back.Trust.ShouldBe(back.Base.Trust);
    }

    [Fact]
    public void The_same_lesson_counts_once_however_often_it_was_sent_and_learned()
    {
        SharedLesson lesson = Lessons.Of("n1", 1);
        SharedLearning learning = New.Learn(lesson, Lessons.Rules).Next.Learn(lesson, Lessons.Rules).Next;
        learning.Own.Length.ShouldBe(1);

        learning = learning.Hear(1, lesson, Lessons.Rules)!.Value.Next.Hear(2, lesson, Lessons.Rules)!.Value.Next.Learn(lesson, Lessons.Rules).Next;

        learning.Knowledge.Lessons.ShouldBe(1);
        learning.Base.Sequence.ShouldBe(2);
        learning.Own.ShouldBeEmpty();
    }

    [Fact]
    public void Attempts_of_one_incident_are_different_lessons_also_after_a_retry()
    {
        string[] ids =
        [
            .. new[] { Lessons.Outcome(1), Lessons.Outcome(1, attempt: 3), Lessons.Outcome(1, attempt: 3) with { Retry = 2 } }
                .Select(outcome => SharedLesson.From("n1", outcome, null).Id),
        ];

        ids.ShouldBe(["n1/i-1/1", "n1/i-1/3", "n1/i-1/3r2"]);
    }

    [Fact]
    public void A_gap_is_read_before_anything_that_follows_it()
    {
        New.Hear(2, Lessons.Of("n2", 1), Lessons.Rules).ShouldBeNull();
        SharedLearning.Alone(KnowledgeBase.Empty, TrustWeights.Equal).Hear(1, Lessons.Of("n2", 1), Lessons.Rules).ShouldBeNull("nothing was read yet");
    }

    [Fact]
    public void A_lesson_that_is_new_at_an_old_place_means_another_store()
    {
        SharedLearning learning = New.Hear(1, Lessons.Of("n2", 1), Lessons.Rules)!.Value.Next;

        learning.Hear(1, Lessons.Of("n2", 1), Lessons.Rules)!.Value.Next.ShouldBeSameAs(learning);
        learning.Hear(1, Lessons.Of("n2", 2), Lessons.Rules).ShouldBeNull();
    }

    [Fact]
    public void What_a_node_learned_alone_counts_until_it_has_read_what_all_have()
    {
        KnowledgeBase alone = KnowledgeBase.Empty.Apply(Lessons.Of("n1", 1).Lesson, Lessons.Rules.Knowledge);
        SharedLearning learning = SharedLearning.Alone(alone, new TrustWeights(0.4, 0.2, 0.2, 0.2)).Learn(Lessons.Of("n1", 2), Lessons.Rules).Next;
        learning.Knowledge.Lessons.ShouldBe(2);
        learning.NextBatch.ShouldBeEmpty("first it reads");

        learning = learning.CaughtUp(Lessons.Fold([Lessons.Of("n2", 3), Lessons.Of("n2", 4), Lessons.Of("n2", 5)]), Lessons.Rules);

        learning.Knowledge.Lessons.ShouldBe(4);
        learning.NextBatch.ShouldHaveSingleItem().Id.ShouldBe("n1/i-2/1");
    }

    [Fact]
    public void Own_lessons_are_bounded_and_sent_in_batches_in_order()
    {
        SharedLearning learning = Enumerable.Range(1, SharedLearning.MostOwn + 5).Aggregate(New, static (at, number) => at.Learn(Lessons.Of("n1", number), Lessons.Rules).Next);

        learning.Own.Length.ShouldBe(SharedLearning.MostOwn);
        ImmutableArray<SharedLesson> batch = learning.NextBatch;
        batch.Select(lesson => lesson.Id).ShouldBe(Enumerable.Range(6, SharedLearning.MostInBatch).Select(number => $"n1/i-{number}/1"));
        learning.Sent(batch).NextBatch[0].Id.ShouldBe($"n1/i-{6 + SharedLearning.MostInBatch}/1");
        learning.Sent(batch).CaughtUp(SharedBase.Empty, Lessons.Rules).NextBatch[0].Id.ShouldBe("n1/i-6/1", "it was not there when everything was read");
    }

    [Fact]
    public void Remembered_ids_are_bounded()
    {
        SharedBase many = Lessons.Fold(Enumerable.Range(1, SharedBase.Window + 1).Select(number => Lessons.Of("n1", number)));
        many.Seen["n1"].Ids.Length.ShouldBe(SharedBase.Window);
        many.Knows(Lessons.Of("n1", 1)).ShouldBeFalse();
        many.Knows(Lessons.Of("n1", 2)).ShouldBeTrue();

        SharedBase nodes = Lessons.Fold(Enumerable.Range(1, SharedBase.MostNodes + 1).Select(number => Lessons.Of($"m{number}", number)));
        nodes.Seen.Count.ShouldBe(SharedBase.MostNodes);
        nodes.Seen.ContainsKey("m1").ShouldBeFalse();
    }

    [Fact]
    public void What_is_read_back_goes_on_as_if_it_had_never_been_written()
    {
        SharedLearning learning = New.Hear(1, Lessons.Of("n2", 1), Lessons.Rules)!.Value.Next.Hear(2, Lessons.Of("n3", 2), Lessons.Rules)!.Value.Next
            .Learn(Lessons.Of("n1", 3), Lessons.Rules).Next;

        (SharedBase? shared, ImmutableArray<SharedLesson> own) = LessonJson.FromKept(LessonJson.ToKept(learning));

        shared.ShouldNotBeNull().Text().ShouldBe(learning.Base.Text());
        shared.Fold(3, Lessons.Of("n2", 4), Lessons.Rules).Next.Text().ShouldBe(learning.Base.Fold(3, Lessons.Of("n2", 4), Lessons.Rules).Next.Text());
        own.ShouldHaveSingleItem().Id.ShouldBe("n1/i-3/1");
        LessonJson.FromKept(LessonJson.ToKept(SharedLearning.Alone(KnowledgeBase.Empty, TrustWeights.Equal))).Base.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"sequence":3,"knowledge":7,"trust":{},"seen":[]}""")]
    [InlineData("""{"version":1,"sequence":3,"knowledge":{"lessons":0,"signatures":[],"kinds":[],"general":[]},"trust":{"incident":9,"knowledge":0,"task":0,"pattern":0},"seen":[]}""")]
    public void A_snapshot_that_cannot_be_read_is_passed_over(string json)
    {
        LessonJson.FromSnapshot(Encoding.UTF8.GetBytes(json)).ShouldBeNull();
        LessonJson.FromKept(Encoding.UTF8.GetBytes(json)).Base.ShouldBeNull();
    }

    [Fact]
    public void A_lesson_is_told_as_written_down_and_newer_versions_are_put_up_with()
    {
        NewEvent told = LessonJson.ToBus(Lessons.Of("n1", 7));
        string json = Encoding.UTF8.GetString(told.Json.Span);
        Snapshots.Check("lesson.txt", $"{told.Type} {json}\n");

        SharedLesson newer = LessonJson.FromBus(Heard(told.Type, json
            .Replace("\"version\":1", "\"version\":9,\"mood\":[1]", StringComparison.Ordinal)
            .Replace("\"Hang\"", "\"Yawn\"", StringComparison.Ordinal)
            .Replace("\"Recoverable\"", "\"Cosmic\"", StringComparison.Ordinal))).ShouldNotBeNull();
        (newer.Lesson.Kind, newer.Lesson.Level).ShouldBe((FaultKind.Requested, ErrorLevel.Recoverable));
        LessonJson.FromBus(Heard("lesson-forgotten", json)).ShouldBeNull();
        LessonJson.FromBus(Heard(told.Type, json.Replace("\"id\":\"n1/i-7/1\"", "\"id\":null", StringComparison.Ordinal))).ShouldBeNull();
        LessonJson.FromBus(Heard(told.Type, json.Replace("\"confidence\":0.", "\"confidence\":8.", StringComparison.Ordinal))).ShouldBeNull();
        LessonJson.FromBus(Heard(told.Type, "{}")).ShouldBeNull();
        LessonJson.FromBus(Heard(told.Type, "[")).ShouldBeNull();

        static JournalEvent Heard(string type, string json) => new(1, BusStreams.Lessons, 1, type, Encoding.UTF8.GetBytes(json), default);
    }

    /// <summary>Three nodes live through outcomes, partitions, lost answers, late commits, crashes and snapshots, in any order.</summary>
    [Fact]
    public void Nodes_that_have_read_everything_know_the_same_and_nothing_counts_twice() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(Gen.Choose(0, 100_000).ArrayOf().Resize(150).ToArbitrary(), steps =>
        {
            LearningWorld world = new();
            foreach (int step in steps)
            {
                world.Do(step);
            }

            world.Heal();
            string[] known = [.. world.Nodes.Select(node => node.Learning.Base.Text()).Distinct()];
            known.Length.ShouldBe(1);
            world.Nodes.ShouldAllBe(node => node.Learning.Own.IsEmpty);
            string[] ids = [.. world.Log.Select(lesson => lesson.Id)];
            world.Nodes[0].Learning.Knowledge.Lessons.ShouldBe(ids.Distinct().Count());
            world.Nodes[0].Learning.Base.Text().ShouldBe(Lessons.Fold(world.Log).Text(), "and it is what the log says");
            world.Durable.Except(ids).ShouldBeEmpty("what a node kept is never lost");
            return true;
        }));
}
