namespace Guardian.Learning.Anomalies;

/// <summary>Something unusual began in a sampled series. Published to the event stream.</summary>
/// <param name="Worker">The worker whose figure it is, or null for the server.</param>
/// <param name="Figure">Which figure: <c>memory</c>, <c>cpu</c> or <c>load</c>.</param>
/// <param name="Anomaly">What was seen.</param>
public sealed record AnomalySeen(string? Worker, string Figure, Anomaly Anomaly);
