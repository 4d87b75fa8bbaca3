using System.Collections.Immutable;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Cluster.Learning;

/// <summary>What follows from all nodes' lessons up to one of them: a fold in the order of commit.</summary>
/// <remarks>
/// Pure and the same on every node that folds the same lessons by the same rules. A lesson that was sent twice counts once: of each node
/// the newest ids are remembered, more than it ever has under way without an answer. Bounded: <see cref="Window"/> ids of
/// <see cref="MostNodes"/> nodes.
/// </remarks>
internal sealed record SharedBase
{
    /// <summary>Ids that are remembered of each node.</summary>
    public const int Window = 128;

    /// <summary>Nodes whose ids are remembered; the one that was silent for longest goes.</summary>
    public const int MostNodes = 1000;

    /// <summary>Before the first lesson.</summary>
    public static SharedBase Empty { get; } = new()
    {
        Sequence = 0,
        Knowledge = KnowledgeBase.Empty,
        Trust = TrustWeights.Equal,
        Seen = ImmutableDictionary.Create<string, SeenLessons>(StringComparer.Ordinal),
    };

    /// <summary>Place of the last event that is folded in, in the stream of lessons.</summary>
    public required long Sequence { get; init; }

    /// <summary>Which plan helps against what.</summary>
    public required KnowledgeBase Knowledge { get; init; }

    /// <summary>How much each seat counts.</summary>
    public required TrustWeights Trust { get; init; }

    /// <summary>The incident of the newest lesson; null before the first.</summary>
    public string? LastIncident { get; init; }

    /// <summary>The newest ids, by node.</summary>
    public required ImmutableDictionary<string, SeenLessons> Seen { get; init; }

    /// <summary>Whether a lesson is folded in already, as far as that is remembered.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <returns>True when it is.</returns>
    public bool Knows(SharedLesson lesson) => Seen.TryGetValue(lesson.Node, out SeenLessons? seen) && seen.Ids.Contains(lesson.Id);

    /// <summary>Folds the next event in.</summary>
    /// <param name="sequence">Its place in the stream.</param>
    /// <param name="lesson">What it says; null when it cannot be understood here.</param>
    /// <param name="rules">How fast is learned.</param>
    /// <returns>The base with it, and what it did to the trust; null when it taught nothing new.</returns>
    public (SharedBase Next, TrustChange? Change) Fold(long sequence, SharedLesson? lesson, LearningRules rules)
    {
        SharedBase moved = this with { Sequence = sequence };
        if (lesson is null || Knows(lesson))
        {
            return (moved, null);
        }

        ImmutableArray<string> ids = Seen.TryGetValue(lesson.Node, out SeenLessons? seen) ? seen.Ids : [];
        ImmutableDictionary<string, SeenLessons> all = Seen.SetItem(
            lesson.Node, new SeenLessons([.. ids.Skip(ids.Length - Window + 1), lesson.Id], sequence));
        if (all.Count > MostNodes)
        {
            all = all.Remove(all.MinBy(static each => each.Value.Last).Key);
        }

        TrustVerdict verdict = TrustRule.Learn(Trust, lesson.Trust, rules.Trust);
        return (
            moved with { Knowledge = Knowledge.Apply(lesson.Lesson, rules.Knowledge), Trust = verdict.Weights, LastIncident = lesson.Lesson.Incident, Seen = all },
            new TrustChange(lesson.Lesson.Incident, verdict));
    }
}
