namespace Guardian.Alerts;

/// <summary>How the node's workers stood when an alert was raised.</summary>
/// <param name="TotalWorkers">Workers there are.</param>
/// <param name="HealthyWorkers">Workers in state healthy.</param>
/// <param name="CriticalWorkers">Critical workers that are down.</param>
public sealed record AlertContext(int TotalWorkers, int HealthyWorkers, int CriticalWorkers);
