using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Journal;

namespace Guardian.Cluster;

/// <summary>Turns what happened to a node in its cluster into the bytes the journal keeps.</summary>
internal static class ClusterJson
{
    /// <summary>The stream of a node's own events in the cluster.</summary>
    public const string Stream = "cluster";

    /// <summary>The event as the journal keeps it.</summary>
    public static NewEvent ToJournal(ClusterEvent happened, DateTimeOffset at)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(happened, ClusterContext.Default.ClusterEvent);
        return new NewEvent(TypeOf(json), json, at);
    }

    // The discriminator is written first, so it need not be named a second time.
    private static string TypeOf(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        reader.Read();
        reader.Read();
        return reader.GetString()!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterEvent))]
internal sealed partial class ClusterContext : JsonSerializerContext;
