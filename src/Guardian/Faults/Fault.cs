using Guardian.Workers;

namespace Guardian.Faults;

/// <summary>Something wrong with an instance, a worker or the server, with its evidence in words.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Worker">Name of the worker, or null when the server itself is meant.</param>
/// <param name="Instance">The instance, or null when the worker as a whole is meant.</param>
/// <param name="Reason">Why, with figures, fit for dashboard, journal and shell.</param>
/// <param name="At">Wall time it was seen, a label only.</param>
public sealed record Fault(FaultKind Kind, string? Worker, InstanceName? Instance, string Reason, DateTimeOffset At);
