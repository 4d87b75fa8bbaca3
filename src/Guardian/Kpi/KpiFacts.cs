using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Faults;
using Guardian.Journal;

namespace Guardian.Kpi;

/// <summary>The few fields of worker and incident events that figures are made of.</summary>
/// <remarks>Not the events themselves: most of their bytes are reasons, plans and ballots, which need not be built only to be dropped.
/// A kind of fault may stand there as a word or as a number.</remarks>
internal sealed record KpiFacts(
    int? Index,
    string? Verdict,
    bool Run,
    string? State,
    string? Response,
    bool Expected,
    bool Adopted,
    KpiFacts.ExitFacts? Exit,
    JsonElement Kind,
    string? Worker,
    DateTimeOffset? Since,
    double SecondsSinceDetected,
    string? Plan,
    bool ByPerson,
    bool FalseDetection)
{
    private static readonly KpiFacts s_none = new(null, null, false, null, null, false, false, null, default, null, null, 0, null, false, false);

    /// <summary>How a process ended, as far as it matters here.</summary>
    internal sealed record ExitFacts(int? Code);

    /// <summary>Reads an event's fields; none of them when it is not readable.</summary>
    public static KpiFacts Of(JournalEvent kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Json.Span, KpiJson.Default.KpiFacts) ?? s_none;
        }
        catch (JsonException)
        {
            // An unknown shape of a newer version: that it happened still counts.
            return s_none;
        }
    }

    /// <summary>The kind of fault as a word.</summary>
    public string KindText() => Kind.ValueKind switch
    {
        JsonValueKind.String when Enum.TryParse(Kind.GetString(), ignoreCase: true, out FaultKind kind) => kind.ToString(),
        JsonValueKind.Number when Kind.TryGetInt32(out int number) && Enum.IsDefined((FaultKind)number) => ((FaultKind)number).ToString(),
        _ => KpiTally.Other,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(KpiFacts))]
[JsonSerializable(typeof(KpiLedger.Stored))]
internal sealed partial class KpiJson : JsonSerializerContext;
