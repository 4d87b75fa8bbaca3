using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Journal;
using Guardian.Recovery;

namespace Guardian.Incidents;

/// <summary>Turns incident events into the bytes the journal keeps, and back.</summary>
public static class IncidentJson
{
    /// <summary>Start of the name of every incident's stream.</summary>
    public const string StreamPrefix = "incident/";

    /// <summary>Type of the event that opens an incident.</summary>
    public const string DetectedType = "incident-detected";

    /// <summary>The stream of an incident.</summary>
    /// <param name="incident">Its id.</param>
    /// <returns><c>incident/ID</c>.</returns>
    public static string StreamOf(string incident) => StreamPrefix + incident;

    /// <summary>The event as the journal keeps it.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="at">When (wall time).</param>
    /// <returns>The journal's event.</returns>
    public static NewEvent ToJournal(IncidentEvent happened, DateTimeOffset at)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(happened, IncidentContext.Default.IncidentEvent);
        return new NewEvent(TypeOf(json), json, at);
    }

    /// <summary>Reads an event back.</summary>
    /// <param name="kept">What the journal kept.</param>
    /// <returns>The event, or null when a newer version wrote a kind this one does not know.</returns>
    public static IncidentEvent? FromJournal(JournalEvent kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Json.Span, IncidentContext.Default.IncidentEvent);
        }
        catch (JsonException)
        {
            // An unknown kind or shape: the events around it are still good, so this one alone is passed over.
            return null;
        }
        catch (NotSupportedException)
        {
            // What System.Text.Json throws for a missing type discriminator.
            return null;
        }
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

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(JsonStringEnumConverter<FaultKind>),
        typeof(JsonStringEnumConverter<Severity>),
        typeof(JsonStringEnumConverter<Seat>),
        typeof(JsonStringEnumConverter<DecisionOutcome>),
        typeof(JsonStringEnumConverter<ActionScope>),
    ])]
[JsonSerializable(typeof(IncidentEvent))]
internal sealed partial class IncidentContext : JsonSerializerContext;
