namespace Guardian.Recovery;

/// <summary>An incident that is being acted on, as the brake sees it.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Worker">The worker that it touches, or null for the server.</param>
/// <param name="Touched">Instances of it.</param>
public sealed record ActingIncident(string Incident, string? Worker, int Touched);
