namespace Guardian.Learning.Anomalies;

/// <summary>One unusual event in a series.</summary>
/// <param name="At">Time of the value that gave it away, as sampled.</param>
/// <param name="Value">That value.</param>
/// <param name="Score">From the threshold to 1.</param>
/// <param name="Kind">In which respect it was unusual.</param>
/// <param name="Upwards">True when it was too high, false when too low.</param>
/// <param name="Reason">In words, with figures.</param>
public sealed record Anomaly(DateTimeOffset At, double Value, double Score, AnomalyKind Kind, bool Upwards, string Reason);
