using System.Collections.Immutable;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Cluster.Learning;

/// <summary>What one node knows: the shared base as far as it has read it, and on top of it its own lessons that have not come back yet.</summary>
/// <remarks>
/// <para>An own outcome counts at once; when it comes back on the bus it moves to its place in the common order, so that nodes that have read
/// the same know the same. Until a node has read the shared lessons for the first time, it goes by what it had learned alone.</para>
/// <para>Only what has been read is taken for sent: before anything is sent, everything that was committed is read.</para>
/// </remarks>
internal sealed record SharedLearning
{
    /// <summary>Most own lessons that wait to be sent or to come back; beyond it the oldest are lost to the others.</summary>
    public const int MostOwn = 500;

    /// <summary>Most lessons that are sent at a time. Fewer than <see cref="SharedBase.Window"/>, so that a batch sent twice is recognised.</summary>
    public const int MostInBatch = 32;

    /// <summary>The base as far as it was read; what the node had learned alone while <see cref="HasRead"/> is false.</summary>
    public required SharedBase Base { get; init; }

    /// <summary>Whether the shared lessons were ever read.</summary>
    public required bool HasRead { get; init; }

    /// <summary>Own lessons that are not in the base, oldest first.</summary>
    public required ImmutableArray<OwnLesson> Own { get; init; }

    /// <summary>Which plan helps against what, own lessons included.</summary>
    public required KnowledgeBase Knowledge { get; init; }

    /// <summary>How much each seat counts, own lessons included.</summary>
    public required TrustWeights Trust { get; init; }

    /// <summary>A node that has not read anything yet.</summary>
    /// <param name="knowledge">What it had learned alone.</param>
    /// <param name="trust">Whom it had learned to trust.</param>
    /// <returns>The state.</returns>
    public static SharedLearning Alone(KnowledgeBase knowledge, TrustWeights trust) => new()
    {
        Base = SharedBase.Empty with { Knowledge = knowledge, Trust = trust },
        HasRead = false,
        Own = [],
        Knowledge = knowledge,
        Trust = trust,
    };

    /// <summary>Lessons that are to be sent next, in order.</summary>
    public ImmutableArray<SharedLesson> NextBatch => HasRead ? [.. Own.Where(static own => !own.Sent).Take(MostInBatch).Select(static own => own.Lesson)] : [];

    /// <summary>An outcome of this node is known.</summary>
    /// <param name="lesson">What it teaches.</param>
    /// <param name="rules">How fast is learned.</param>
    /// <returns>The state with it, and what it did to the trust; null when it was known.</returns>
    public (SharedLearning Next, TrustChange? Change) Learn(SharedLesson lesson, LearningRules rules)
    {
        if (Base.Knows(lesson) || Own.Any(own => own.Lesson.Id == lesson.Id))
        {
            return (this, null);
        }

        TrustVerdict verdict = TrustRule.Learn(Trust, lesson.Trust, rules.Trust);
        SharedLearning next = this with
        {
            Own = [.. Own.Skip(Own.Length - MostOwn + 1), new OwnLesson(lesson, Sent: false)],
            Knowledge = Knowledge.Apply(lesson.Lesson, rules.Knowledge),
            Trust = verdict.Weights,
        };
        return (next, new TrustChange(lesson.Lesson.Incident, verdict));
    }

    /// <summary>An event of the stream of lessons was heard.</summary>
    /// <param name="sequence">Its place in the stream.</param>
    /// <param name="lesson">What it says; null when it cannot be understood here.</param>
    /// <param name="rules">How fast is learned.</param>
    /// <returns>The state with it, or null when the events before it must be read first.</returns>
    public (SharedLearning Next, TrustChange? Change)? Hear(long sequence, SharedLesson? lesson, LearningRules rules)
    {
        if (!HasRead || sequence > Base.Sequence + 1)
        {
            return null;
        }

        if (sequence <= Base.Sequence)
        {
            // Heard again; unless it is new: then the store is another one than before, and is read anew.
            return lesson is null || Base.Knows(lesson) ? (this, null) : null;
        }

        (SharedBase next, TrustChange? change) = Base.Fold(sequence, lesson, rules);
        bool own = lesson is not null && Own.Any(each => each.Lesson.Id == lesson.Id);
        return (With(next, lesson is null ? Own : [.. Own.Where(each => each.Lesson.Id != lesson.Id)], rules), own ? null : change);
    }

    /// <summary>Everything that was committed has been read.</summary>
    /// <param name="read">The base after it.</param>
    /// <param name="rules">How fast is learned.</param>
    /// <returns>The state with it. What has not come back was not sent.</returns>
    public SharedLearning CaughtUp(SharedBase read, LearningRules rules) =>
        With(read, [.. Own.Where(own => !read.Knows(own.Lesson)).Select(static own => own with { Sent = false })], rules) with { HasRead = true };

    /// <summary>Lessons stand in the shared journal.</summary>
    /// <param name="lessons">Which.</param>
    /// <returns>The state with that: they are not sent again, and count until they come back.</returns>
    public SharedLearning Sent(ImmutableArray<SharedLesson> lessons) =>
        this with { Own = [.. Own.Select(own => lessons.Any(sent => sent.Id == own.Lesson.Id) ? own with { Sent = true } : own)] };

    private SharedLearning With(SharedBase read, ImmutableArray<OwnLesson> own, LearningRules rules) => this with
    {
        Base = read,
        Own = own,
        Knowledge = own.Aggregate(read.Knowledge, (known, each) => known.Apply(each.Lesson.Lesson, rules.Knowledge)),
        Trust = own.Aggregate(read.Trust, (weights, each) => TrustRule.Learn(weights, each.Lesson.Trust, rules.Trust).Weights),
    };
}
