using System.Collections.Immutable;

namespace Guardian.Kpi;

/// <summary>The figures of a period, against their targets.</summary>
/// <param name="Window">Which period.</param>
/// <param name="From">Its begin (wall time, UTC).</param>
/// <param name="To">Its end.</param>
/// <param name="Problem">Why the figures may be behind, in words; null when they are not.</param>
/// <param name="Figures">The figures, those with targets first.</param>
/// <param name="Workers">Workers, least available first.</param>
/// <param name="Strategies">Plans, most tried first.</param>
/// <param name="Kinds">Incidents by kind of fault, most first.</param>
/// <param name="Remarks">What stands out, in sentences.</param>
public sealed record KpiReport(
    KpiWindow Window,
    DateTimeOffset From,
    DateTimeOffset To,
    string? Problem,
    ImmutableArray<KpiFigure> Figures,
    ImmutableArray<KpiWorkerRow> Workers,
    ImmutableArray<KpiStrategyRow> Strategies,
    ImmutableArray<KpiKindRow> Kinds,
    ImmutableArray<string> Remarks);
