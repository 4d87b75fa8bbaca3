using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Journal;

namespace Guardian.Cluster;

/// <summary>Words between nodes about where workers should not run.</summary>
internal static class PlacementJson
{
    private const string MovedType = "worker-moved";

    /// <summary>A worker was moved away from a node for a trouble.</summary>
    public static NewEvent Moved(string worker, string from, string reason, DateTimeOffset at) =>
        new(MovedType, JsonSerializer.SerializeToUtf8Bytes(new MovedWord(worker, from, reason), PlacementContext.Default.MovedWord), at);

    /// <summary>Reads such a word; null for anything else, also of a newer version.</summary>
    public static MovedWord? ReadMoved(JournalEvent told)
    {
        try
        {
            return told.Type == MovedType && JsonSerializer.Deserialize(told.Json.Span, PlacementContext.Default.MovedWord) is { Worker: not null, From: not null } word
                ? word
                : null;
        }
        catch (JsonException)
        {
            return null; // a hint only: without it the worker may come back sooner
        }
    }

    internal sealed record MovedWord(string Worker, string From, string Reason);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlacementJson.MovedWord))]
internal sealed partial class PlacementContext : JsonSerializerContext;
