using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Cluster.Bus;
using Guardian.Journal;
using Guardian.Learning;
using Guardian.Learning.Knowledge;

namespace Guardian.Cluster.Learning;

/// <summary>Turns shared lessons, the shared base and what a node keeps of both into bytes, and back.</summary>
/// <remarks>Stored and exchanged between versions: added to, never changed.</remarks>
internal static class LessonJson
{
    /// <summary>Type of a lesson on the bus.</summary>
    public const string Learned = "lesson-learned";

    /// <summary>A node's own stream of what it has read and not yet sent; a snapshot only.</summary>
    public const string Stream = "knowledge/shared";

    /// <summary>A lesson as the bus carries it.</summary>
    public static NewEvent ToBus(SharedLesson lesson) =>
        new(Learned, JsonSerializer.SerializeToUtf8Bytes(lesson, LessonContext.Default.SharedLesson), lesson.Lesson.At);

    /// <summary>Reads a lesson.</summary>
    /// <param name="heard">An event of the stream of lessons.</param>
    /// <returns>The lesson, or null when it is none that can be understood: it teaches nothing then.</returns>
    public static SharedLesson? FromBus(JournalEvent heard) => heard.Type == Learned && Read(heard.Json.Span) is { } lesson && IsSound(lesson) ? lesson : null;

    /// <summary>The base as the content of the shared snapshot.</summary>
    public static byte[] ToSnapshot(SharedBase shared) => JsonSerializer.SerializeToUtf8Bytes(Stored(shared), LessonContext.Default.StoredBase);

    /// <summary>Reads the content of a shared snapshot back.</summary>
    /// <returns>The base, or null when it cannot be read.</returns>
    public static SharedBase? FromSnapshot(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LessonContext.Default.StoredBase) is { } stored ? Read(stored) : null;
        }
        catch (JsonException)
        {
            return null; // damaged, or of a shape of a newer version: the lessons are read from the beginning
        }
    }

    /// <summary>What a node keeps for its next start.</summary>
    public static byte[] ToKept(SharedLearning learning) => JsonSerializer.SerializeToUtf8Bytes(
        new KeptLearning(SharedLesson.Current, learning.HasRead ? Stored(learning.Base) : null, [.. learning.Own.Select(static own => own.Lesson)]),
        LessonContext.Default.KeptLearning);

    /// <summary>Reads what a node kept.</summary>
    /// <returns>The base, null when it had read none; and its own lessons that had not come back.</returns>
    public static (SharedBase? Base, ImmutableArray<SharedLesson> Own) FromKept(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LessonContext.Default.KeptLearning) is { } kept
                ? (kept.Base is null ? null : Read(kept.Base), [.. (kept.Own ?? []).Where(static lesson => lesson is not null && IsSound(lesson))])
                : (null, []);
        }
        catch (JsonException)
        {
            return (null, []); // the shared lessons are read anew, and own ones are made from the council's records again
        }
    }

    private static SharedLesson? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LessonContext.Default.SharedLesson);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Who wrote it is another node: what would not be folded the same way everywhere is not folded at all.
    private static bool IsSound(SharedLesson lesson) =>
        lesson is { Id.Length: > 0, Node.Length: > 0, Lesson: { SignatureId: not null, Signature: not null }, Trust: { Plan: not null, Seats.IsDefault: false } }
        && (lesson.Lesson.Seconds is null or (>= 0 and < double.PositiveInfinity))
        && lesson.Trust.Seats.All(static seat => seat is { Score: >= 0 and <= 1, Confidence: >= 0 and <= 1 } && Enum.IsDefined(seat.Seat));

    private static StoredBase Stored(SharedBase shared)
    {
        using JsonDocument knowledge = JsonDocument.Parse(KnowledgeJson.ToSnapshot(shared.Knowledge));
        return new StoredBase(
            SharedLesson.Current,
            shared.Sequence,
            knowledge.RootElement.Clone(),
            shared.Trust,
            shared.LastIncident,
            [
                .. shared.Seen.OrderBy(static seen => seen.Key, StringComparer.Ordinal)
                    .Select(static seen => new StoredSeen(seen.Key, seen.Value.Last, [.. seen.Value.Ids])),
            ]);
    }

    private static SharedBase? Read(StoredBase stored)
    {
        if (stored is not { Trust.AreValid: true, Seen: not null, Knowledge.ValueKind: JsonValueKind.Object }
            || KnowledgeJson.FromSnapshot(JsonSerializer.SerializeToUtf8Bytes(stored.Knowledge, LessonContext.Default.JsonElement)) is not { } knowledge)
        {
            return null;
        }

        return new SharedBase
        {
            Sequence = stored.Sequence,
            Knowledge = knowledge,
            Trust = stored.Trust,
            LastIncident = stored.LastIncident,
            Seen = SharedBase.Empty.Seen.SetItems(stored.Seen.Where(static seen => seen is { Node: not null, Ids: not null }).Select(static seen => KeyValuePair.Create(seen.Node, new SeenLessons([.. seen.Ids], seen.Last)))),
        };
    }

    internal sealed record StoredBase(int Version, long Sequence, JsonElement Knowledge, TrustWeights Trust, string? LastIncident, StoredSeen[] Seen);

    internal sealed record StoredSeen(string Node, long Last, string[] Ids);

    internal sealed record KeptLearning(int Version, StoredBase? Base, SharedLesson[]? Own);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(TolerantEnums.Kind), typeof(TolerantEnums.OfSeat), typeof(TolerantEnums.Level)])]
[JsonSerializable(typeof(SharedLesson))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(LessonJson.StoredBase))]
[JsonSerializable(typeof(LessonJson.KeptLearning))]
internal sealed partial class LessonContext : JsonSerializerContext;
