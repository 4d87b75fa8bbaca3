using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Faults;

namespace Guardian.Learning.Backtest;

/// <summary>Reads and writes recorded incidents, one JSON object per line.</summary>
/// <remarks>
/// <c>{"at": ISO 8601, "signature": id, "kind": fault kind such as "Hang", "plans": [{"id", "cost": 0 to 1, "destroys"}, ...],
/// "executed": plan id, "succeeded": bool, "seconds": number or null, "outcomes": {plan id: bool, ...}, "propensity": 0 to 1}</c>.
/// The last two may be missing. Other keys are passed over. A stored format: it is added to, never changed.
/// </remarks>
public static class RecordedIncidentJson
{
    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <returns>The incident, or what is wrong with the line.</returns>
    public static RecordedLine Read(string line)
    {
        Line? read;
        try
        {
            read = JsonSerializer.Deserialize(line, RecordedIncidentContext.Default.Line);
        }
        catch (JsonException broken)
        {
            // The exception's path says where; its position says the rest.
            return new RecordedLine.Bad(string.Create(
                CultureInfo.InvariantCulture,
                $"not such an object: {(broken.Path is { Length: > 1 } path ? $"{path[2..]} has the wrong type or is broken" : "broken JSON")}, near character {broken.BytePositionInLine + 1}"));
        }

        return read is null ? new RecordedLine.Bad("null is not an incident") : Check(read);
    }

    /// <summary>Writes one line.</summary>
    /// <param name="incident">The incident.</param>
    /// <returns>The line without its end.</returns>
    public static string Write(RecordedIncident incident) => JsonSerializer.Serialize(
        new Line(
            incident.At,
            incident.Signature,
            incident.Kind.ToString(),
            [.. incident.Plans.Select(plan => new LinePlan(plan.Id, plan.Cost, plan.Destroys))],
            incident.Executed,
            incident.Succeeded,
            incident.Seconds,
            incident.Outcomes is null ? null : new SortedDictionary<string, bool>(incident.Outcomes, StringComparer.Ordinal),
            incident.Propensity),
        RecordedIncidentContext.Default.Line);

    private static RecordedLine Check(Line line)
    {
        if (Missing(line) is { } missing)
        {
            return new RecordedLine.Bad($"{missing} is missing");
        }

        if (!Enum.TryParse(line.Kind, ignoreCase: true, out FaultKind kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(line.Kind![0]))
        {
            return new RecordedLine.Bad($"kind \"{line.Kind}\" is none of {string.Join(", ", Enum.GetNames<FaultKind>())}");
        }

        if (line.Plans!.FirstOrDefault(plan => string.IsNullOrEmpty(plan?.Id) || plan.Cost is null or not (>= 0 and <= 1)) is { } wrong)
        {
            return new RecordedLine.Bad($"plan \"{wrong.Id}\" needs an id and a cost of 0 to 1");
        }

        return Problem(line) is { } problem
            ? new RecordedLine.Bad(problem)
            : new RecordedLine.Good(new RecordedIncident(
                line.At!.Value,
                line.Signature!,
                kind,
                [.. line.Plans!.Select(plan => new RecordedPlan(plan!.Id!, plan.Cost!.Value, plan.Destroys ?? false))],
                line.Executed!,
                line.Succeeded!.Value,
                line.Seconds,
                line.Outcomes?.ToImmutableDictionary(StringComparer.Ordinal),
                line.Propensity));
    }

    private static string? Missing(Line line) => line switch
    {
        { At: null } => "at",
        { Signature: null or "" } => "signature",
        { Kind: null or "" } => "kind",
        { Plans: null or [] } => "plans",
        { Executed: null or "" } => "executed",
        { Succeeded: null } => "succeeded",
        _ => null,
    };

    private static string? Problem(Line line)
    {
        string[] plans = [.. line.Plans!.Select(plan => plan!.Id!)];
        if (plans.Distinct(StringComparer.Ordinal).Count() != plans.Length)
        {
            return "plans names a plan twice";
        }

        if (!plans.Contains(line.Executed))
        {
            return $"executed \"{line.Executed}\" is none of the plans";
        }

        if (line.Seconds is < 0)
        {
            return "seconds must be 0 or more";
        }

        if (line.Propensity is <= 0 or > 1)
        {
            return "propensity must be over 0 and at most 1";
        }

        if (line.Outcomes is not { } outcomes)
        {
            return null;
        }

        return plans.FirstOrDefault(plan => !outcomes.ContainsKey(plan)) is { } unknown ? $"outcomes does not tell of plan \"{unknown}\""
            : outcomes[line.Executed!] != line.Succeeded ? "succeeded and outcomes contradict each other on the executed plan"
            : null;
    }

    internal sealed record Line(
        DateTimeOffset? At,
        string? Signature,
        string? Kind,
        LinePlan?[]? Plans,
        string? Executed,
        bool? Succeeded,
        double? Seconds,
        SortedDictionary<string, bool>? Outcomes,
        double? Propensity);

    internal sealed record LinePlan(string? Id, double? Cost, bool? Destroys);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordedIncidentJson.Line))]
internal sealed partial class RecordedIncidentContext : JsonSerializerContext;
