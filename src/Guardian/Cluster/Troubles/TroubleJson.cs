using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Cluster.Troubles;

/// <summary>Turns troubles into events of the bus, and back.</summary>
internal static class TroubleJson
{
    /// <summary>Type of the event.</summary>
    public const string Changed = "trouble-changed";

    /// <summary>The trouble as the bus carries it.</summary>
    public static NewEvent ToBus(Trouble trouble, DateTimeOffset at) =>
        new(Changed, JsonSerializer.SerializeToUtf8Bytes(trouble, TroubleContext.Default.Trouble), at);

    /// <summary>Reads a trouble.</summary>
    /// <param name="heard">An event of the stream of troubles.</param>
    /// <returns>The trouble, or null when it is none that can be understood.</returns>
    public static Trouble? FromBus(JournalEvent heard)
    {
        try
        {
            return heard.Type == Changed
                && JsonSerializer.Deserialize(heard.Json.Span, TroubleContext.Default.Trouble) is { Node.Length: > 0, Incident.Length: > 0, SignatureId.Length: > 0, AgeMs: >= 0 and < 1e12 } trouble
                ? trouble
                : null;
        }
        catch (JsonException)
        {
            return null; // broken, or of a shape that this version does not know
        }
    }

    /// <summary>A phase of a newer version: known, and nothing to wait for or to follow.</summary>
    internal sealed class Phases() : TolerantEnumConverter<TroublePhase>(TroublePhase.Detected);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(TroubleJson.Phases)])]
[JsonSerializable(typeof(Trouble))]
internal sealed partial class TroubleContext : JsonSerializerContext;
