namespace Guardian.Kpi;

/// <summary>One worker in a report.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Availability">In percent of the time it was wanted and watched; null when there was none.</param>
/// <param name="DownSeconds">Time wanted and not available.</param>
/// <param name="UnknownSeconds">Time in which the node was down.</param>
/// <param name="UnwantedSeconds">Time in which it was not wanted to run, or was starting without a fault before.</param>
/// <param name="Restarts">Restarts that the restart policy decided.</param>
/// <param name="Faults">Crashes and faults seen.</param>
/// <param name="Incidents">Incidents opened.</param>
/// <param name="RecoverySeconds">Mean time to recover, or null.</param>
public sealed record KpiWorkerRow(
    string Worker,
    double? Availability,
    double DownSeconds,
    double UnknownSeconds,
    double UnwantedSeconds,
    int Restarts,
    int Faults,
    int Incidents,
    double? RecoverySeconds);
