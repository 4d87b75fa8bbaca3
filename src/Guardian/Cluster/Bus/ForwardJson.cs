using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>The events that the sending itself writes, as JSON.</summary>
internal static class ForwardJson
{
    /// <summary>Event type: how far a journal was sent. In <see cref="BusStreams.Forward"/>.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>Event type: events that were not sent. In the node's stream <see cref="SkippedStream"/>.</summary>
    public const string Skipped = "events-skipped";

    /// <summary>Stream, below the node's, of what its sending has to say.</summary>
    public const string SkippedStream = "forward";

    /// <summary>A place as content of <see cref="Forwarded"/>, or of a snapshot.</summary>
    public static byte[] Bytes(ForwardCursor cursor) =>
        JsonSerializer.SerializeToUtf8Bytes(new StoredCursor(cursor.Home, cursor.Run, cursor.Position), ForwardJsonContext.Default.StoredCursor);

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is no such content.</exception>
    public static ForwardCursor Cursor(long sequence, ReadOnlyMemory<byte> json)
    {
        StoredCursor stored = JsonSerializer.Deserialize(json.Span, ForwardJsonContext.Default.StoredCursor) ?? throw new JsonException("a place is null");
        return new ForwardCursor(sequence, stored.Home, stored.Run, stored.Position);
    }

    /// <summary>The word that a stretch of the node's journal was left out.</summary>
    public static NewEvent SkippedEvent(ForwardSkip skip, DateTimeOffset at) =>
        new(Skipped, JsonSerializer.SerializeToUtf8Bytes(skip, ForwardJsonContext.Default.ForwardSkip), at);

    internal sealed record StoredCursor(Guid Home, Guid Run, long Position);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ForwardJson.StoredCursor))]
[JsonSerializable(typeof(ForwardSkip))]
internal sealed partial class ForwardJsonContext : JsonSerializerContext;
