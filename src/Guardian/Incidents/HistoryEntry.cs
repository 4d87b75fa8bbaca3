namespace Guardian.Incidents;

/// <summary>One event of an incident, with its time.</summary>
/// <param name="At">When (wall time).</param>
/// <param name="Happened">What.</param>
public sealed record HistoryEntry(DateTimeOffset At, IncidentEvent Happened);
