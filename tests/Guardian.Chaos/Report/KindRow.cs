using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Report;

/// <summary>What became of all faults of one kind. Times in seconds.</summary>
internal sealed record KindRow(
    string Kind,
    int Injected,
    int Shown,
    int Detected,
    int Recovered,
    int Escalated,
    int AsExpected,
    double? DetectMedian,
    double? DetectP99,
    double? RecoverMedian,
    double? RecoverP99,
    string Actions)
{
    private const int MostActions = 4;

    /// <summary>Rows of some faults, in the order of the fault list.</summary>
    public static IReadOnlyList<KindRow> Of(IEnumerable<FaultPlan> plans, IReadOnlyList<Injection> injections) =>
    [
        .. plans.Select(plan => Of(plan.Name, [.. injections.Where(injection => injection.Plan.Name == plan.Name)])).Where(row => row.Injected > 0),
    ];

    private static KindRow Of(string kind, Injection[] all)
    {
        double[] detect = [.. all.Where(one => one is { ShownAt: not null, DetectedAt: not null }).Select(one => Time(one.ShownAt!.Value, one.DetectedAt!.Value))];
        double[] recover = [.. all.Where(one => one.Outcome == Outcome.Recovered).Select(RecoverySeconds).OfType<double>()];
        IEnumerable<string> actions = all
            .SelectMany(one => one.Incidents.Count == 0 ? ["reflex"] : one.Incidents.SelectMany(incident => incident.Plans))
            .GroupBy(action => action).OrderByDescending(group => group.Count()).Take(MostActions).Select(group => $"{group.Key} {group.Count()}");
        return new KindRow(
            kind,
            all.Length,
            all.Count(one => one.ShownAt is not null),
            all.Count(one => one.DetectedAt is not null),
            all.Count(one => one.Outcome == Outcome.Recovered),
            all.Count(one => one.Outcome == Outcome.Escalated),
            all.Count(one => one.AsExpected),
            Figures.Quantile(detect, 0.5),
            Figures.Quantile(detect, 0.99),
            Figures.Quantile(recover, 0.5),
            Figures.Quantile(recover, 0.99),
            string.Join(", ", actions));
    }

    /// <summary>From detection until well.</summary>
    public static double? RecoverySeconds(Injection injection) =>
        injection is { DetectedAt: { } detected, RecoveredAt: { } well } ? Time(detected, well) : null;

    // The end of a process and its successor's first word may lie within the same millisecond, which the node rounds to.
    private static double Time(long from, long to) => Math.Max(0, CampaignClock.Between(from, to).TotalSeconds);
}
