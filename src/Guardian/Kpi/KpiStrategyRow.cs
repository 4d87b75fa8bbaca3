namespace Guardian.Kpi;

/// <summary>How a recovery plan did.</summary>
/// <param name="Strategy">Id of the plan; <c>reflex restart</c> for restarts without an incident.</param>
/// <param name="Tries">How often it was carried out to its end.</param>
/// <param name="Successes">How often that helped.</param>
/// <param name="SuccessRate">In percent.</param>
/// <param name="MeanSeconds">Mean time from decision (reflex: exit) to recovery, of the successes; null without one.</param>
public sealed record KpiStrategyRow(string Strategy, int Tries, int Successes, double SuccessRate, double? MeanSeconds);
