using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Journal;

namespace Guardian.Council;

/// <summary>Turns what happened in the council into the bytes that the journal keeps, and back.</summary>
public static class CouncilJson
{
    /// <summary>The stream of the council.</summary>
    public const string Stream = "council";

    /// <summary>Type of <see cref="CouncilEvent.Held"/>.</summary>
    public const string MeetingHeld = "meeting-held";

    /// <summary>Type of <see cref="CouncilEvent.OutcomeKnown"/>.</summary>
    public const string OutcomeKnown = "outcome-known";

    /// <summary>Type of <see cref="CouncilEvent.TrustChanged"/>.</summary>
    public const string TrustChanged = "trust-changed";

    /// <summary>The event as the journal keeps it.</summary>
    /// <param name="happened">What happened.</param>
    /// <param name="at">When (wall time).</param>
    /// <returns>The journal's event.</returns>
    public static NewEvent ToJournal(CouncilEvent happened, DateTimeOffset at) =>
        new(TypeOf(happened), JsonSerializer.SerializeToUtf8Bytes(happened, CouncilJsonContext.Default.CouncilEvent), at);

    /// <summary>Reads an event back.</summary>
    /// <param name="kept">What the journal kept.</param>
    /// <returns>The event, or null when a newer version wrote a kind or shape that this one does not know.</returns>
    public static CouncilEvent? FromJournal(JournalEvent kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        try
        {
            return JsonSerializer.Deserialize(kept.Json.Span, CouncilJsonContext.Default.CouncilEvent);
        }
        catch (Exception unknown) when (unknown is JsonException or NotSupportedException)
        {
            // An unknown kind or shape (NotSupportedException: no type discriminator): the events around it are still good.
            return null;
        }
    }

    private static string TypeOf(CouncilEvent happened) => happened switch
    {
        CouncilEvent.Held => MeetingHeld,
        CouncilEvent.OutcomeKnown => OutcomeKnown,
        CouncilEvent.TrustChanged => TrustChanged,
        _ => throw new UnreachableException(),
    };
}

/// <summary>JSON of what the council keeps: camelCase, enums by name.</summary>
/// <remarks>Null is written: a case has required properties that may be null, and reading refuses one that is missing.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a plan's figures come from others; a meeting is kept whatever they are
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CouncilEvent))]
internal sealed partial class CouncilJsonContext : JsonSerializerContext;
