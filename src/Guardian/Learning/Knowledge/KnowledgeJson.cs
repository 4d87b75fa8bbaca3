using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Faults;
using Guardian.Journal;

namespace Guardian.Learning.Knowledge;

/// <summary>Turns the knowledge base and its lessons into the bytes that the journal keeps, and back.</summary>
/// <remarks>Stream <see cref="Stream"/>: events of type <see cref="OutcomeKnown"/>, and the base as snapshot. A stored format: it is
/// added to, never changed.</remarks>
public static class KnowledgeJson
{
    /// <summary>The stream of what was learned.</summary>
    public const string Stream = "knowledge";

    /// <summary>Type of the event that keeps a lesson.</summary>
    public const string OutcomeKnown = "outcome-known";

    /// <summary>A lesson as the journal keeps it.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <returns>The journal's event.</returns>
    public static NewEvent ToJournal(Lesson lesson) =>
        new(OutcomeKnown, JsonSerializer.SerializeToUtf8Bytes(lesson, KnowledgeContext.Default.Lesson), lesson.At);

    /// <summary>Reads a lesson back.</summary>
    /// <param name="kept">What the journal kept.</param>
    /// <returns>The lesson, or null for an event of another type, or one that a newer version wrote and this one cannot read.</returns>
    public static Lesson? FromJournal(JournalEvent kept)
    {
        try
        {
            return kept.Type == OutcomeKnown && JsonSerializer.Deserialize(kept.Json.Span, KnowledgeContext.Default.Lesson) is { SignatureId: not null, Signature: not null } lesson
                ? lesson
                : null;
        }
        catch (JsonException)
        {
            // The lessons around it are still good, so this one alone is passed over.
            return null;
        }
    }

    /// <summary>The base as a snapshot's content.</summary>
    /// <param name="knowledge">The base.</param>
    /// <returns>UTF-8 JSON, the same for the same base.</returns>
    public static byte[] ToSnapshot(KnowledgeBase knowledge) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredBase(
            knowledge.Lessons,
            [.. knowledge.Signatures.Values.OrderBy(known => known.Id, StringComparer.Ordinal).Select(known =>
                new StoredSignature(known.Id, known.Text, known.Kind, known.Level, known.Seen, known.LastSeen, known.LastLesson, Stored(known.Plans.Values)))],
            [.. knowledge.Kinds.OrderBy(kind => kind.Key).Select(kind => new StoredKind(kind.Key, Stored(kind.Value.Values)))],
            Stored(knowledge.General.Values)),
        KnowledgeContext.Default.StoredBase);

    /// <summary>Reads a snapshot's content back.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <returns>The base, or null when it cannot be read; the caller folds the lessons from the beginning.</returns>
    public static KnowledgeBase? FromSnapshot(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, KnowledgeContext.Default.StoredBase) is not { Signatures: not null, Kinds: not null, General: not null } stored)
            {
                return null;
            }

            return new KnowledgeBase
            {
                Lessons = stored.Lessons,
                Signatures = KnowledgeBase.Empty.Signatures.SetItems(stored.Signatures.Where(known => known is { Id: not null, Text: not null }).Select(known => KeyValuePair.Create(
                    known.Id,
                    new SignatureKnowledge(known.Id, known.Text, known.Kind, known.Level, known.Seen, known.LastSeen, known.LastLesson, Read(known.Plans))))),
                Kinds = KnowledgeBase.Empty.Kinds.SetItems(stored.Kinds.Where(kind => kind is not null).Select(kind => KeyValuePair.Create(kind.Kind, Read(kind.Plans)))),
                General = Read(stored.General),
            };
        }
        catch (JsonException)
        {
            // Written by a newer version or damaged: the lessons are still there.
            return null;
        }
    }

    private static StoredPlan[] Stored(IEnumerable<PlanTally> tallies) =>
    [
        .. tallies.OrderBy(tally => tally.Plan, StringComparer.Ordinal).Select(tally => new StoredPlan(
            tally.Plan, tally.Prior, tally.Cures, tally.Failures, tally.Tries, tally.Cured, tally.Timed, tally.Seconds, [.. tally.Recent], tally.LastTried, tally.LastLesson)),
    ];

    private static ImmutableDictionary<string, PlanTally> Read(StoredPlan[]? plans) =>
        KnowledgeBase.Empty.General.SetItems((plans ?? []).Where(plan => plan is { Plan: not null, Prior: > 0 and < 1 }).Select(plan => KeyValuePair.Create(
            plan.Plan,
            new PlanTally(plan.Plan, plan.Prior, plan.Cures, plan.Failures, plan.Tries, plan.Cured, plan.Timed, plan.Seconds, [.. plan.Recent ?? []], plan.LastTried, plan.LastLesson))));

    internal sealed record StoredBase(long Lessons, StoredSignature[] Signatures, StoredKind[] Kinds, StoredPlan[] General);

    internal sealed record StoredSignature(
        string Id, string Text, FaultKind Kind, ErrorLevel? Level, int Seen, DateTimeOffset LastSeen, long LastLesson, StoredPlan[]? Plans);

    internal sealed record StoredKind(FaultKind Kind, StoredPlan[]? Plans);

    internal sealed record StoredPlan(
        string Plan,
        double Prior,
        double Cures,
        double Failures,
        int Tries,
        int Cured,
        int Timed,
        double Seconds,
        double[]? Recent,
        DateTimeOffset LastTried,
        long LastLesson);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Lesson))]
[JsonSerializable(typeof(KnowledgeJson.StoredBase))]
internal sealed partial class KnowledgeContext : JsonSerializerContext;
