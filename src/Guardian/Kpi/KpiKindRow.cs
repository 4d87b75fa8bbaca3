namespace Guardian.Kpi;

/// <summary>How many incidents a kind of fault opened.</summary>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Incidents">How many.</param>
public sealed record KpiKindRow(string Kind, int Incidents);
