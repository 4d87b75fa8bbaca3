namespace Guardian.Incidents;

/// <summary>Something happened to an incident. Published to the event stream after it was kept.</summary>
/// <param name="Incident">Id of the incident.</param>
/// <param name="Worker">The worker, or null for the server.</param>
/// <param name="Phase">Where it stands now.</param>
/// <param name="Happened">What happened.</param>
/// <param name="At">Wall time, a label.</param>
public sealed record IncidentChanged(string Incident, string? Worker, IncidentPhase Phase, IncidentEvent Happened, DateTimeOffset At);
