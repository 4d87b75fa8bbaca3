using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Guardian.Learning.Knowledge;

/// <summary>What was learned, for people: which plan did how well against what, and how recoveries do in all.</summary>
/// <param name="Totals">All recoveries of all plans that are kept.</param>
/// <param name="Plans">Each plan over all signatures, most tried first.</param>
/// <param name="Strategies">Each plan for each signature: signatures most seen first, and of each the plan most likely to help first.</param>
public sealed record StrategyReport(StrategyTotal Totals, ImmutableArray<StrategyTotal> Plans, ImmutableArray<StrategyRow> Strategies)
{
    private const double NarrowPoints = 0.2;
    private const double WidePoints = 0.4;

    /// <summary>Makes the report.</summary>
    /// <param name="knowledge">What was learned.</param>
    /// <param name="options">How sure the interval is to be.</param>
    /// <returns>The report; the same for the same base.</returns>
    public static StrategyReport Of(KnowledgeBase knowledge, KnowledgeOptions options)
    {
        PlanTally[] plans = [.. knowledge.General.Values.OrderByDescending(plan => plan.Tries).ThenBy(plan => plan.Plan, StringComparer.Ordinal)];
        return new StrategyReport(
            Total(null, plans),
            [.. plans.Select(plan => Total(plan.Plan, [plan]))],
            [
                .. knowledge.Signatures.Values
                    .OrderByDescending(known => known.Seen).ThenBy(known => known.Id, StringComparer.Ordinal)
                    .SelectMany(known => Rows(knowledge, known, options)),
            ]);
    }

    /// <summary>The report as JSON.</summary>
    /// <returns>UTF-8, camelCase.</returns>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrategyReportContext.Default.StrategyReport);

    private static IEnumerable<StrategyRow> Rows(KnowledgeBase knowledge, SignatureKnowledge known, KnowledgeOptions options) =>
        known.Plans.Values
            .Select(tally => (Tally: tally, Estimate: knowledge.Estimate(known.Id, known.Kind, tally.Plan, options)))
            .OrderByDescending(plan => plan.Estimate.Mean).ThenBy(plan => plan.Tally.Plan, StringComparer.Ordinal)
            .Select(plan => new StrategyRow(
                known.Id,
                known.Text,
                known.Kind.ToString(),
                plan.Tally.Plan,
                plan.Tally.Tries,
                plan.Tally.Cured,
                Percent(plan.Tally.Cured, plan.Tally.Tries)!.Value,
                Rounded(plan.Tally.MeanSeconds),
                (plan.Estimate.High - plan.Estimate.Low) switch { <= NarrowPoints => "high", <= WidePoints => "medium", _ => "low" },
                (int)Math.Round(plan.Estimate.Low * 100),
                (int)Math.Round(plan.Estimate.High * 100),
                plan.Tally.LastTried));

    private static StrategyTotal Total(string? plan, ReadOnlySpan<PlanTally> tallies)
    {
        int tries = 0;
        int cured = 0;
        int timed = 0;
        double seconds = 0;
        foreach (PlanTally tally in tallies)
        {
            tries += tally.Tries;
            cured += tally.Cured;
            timed += tally.Timed;
            seconds += tally.Seconds;
        }

        return new StrategyTotal(plan, tries, cured, tries - cured, Percent(cured, tries), timed == 0 ? null : Rounded(seconds / timed));
    }

    private static double? Percent(int part, int whole) => whole == 0 ? null : Math.Round(100.0 * part / whole, 1);

    private static double? Rounded(double? seconds) => seconds is { } known ? Math.Round(known, 3) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StrategyReport))]
internal sealed partial class StrategyReportContext : JsonSerializerContext;
