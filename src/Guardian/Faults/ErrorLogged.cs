using Guardian.Workers;

namespace Guardian.Faults;

/// <summary>A line of a worker's log that looks like an error. Published to the event stream, at most 20 for each instance and check.</summary>
/// <param name="Instance">Who wrote it.</param>
/// <param name="Line">The line as written, at most 2,000 characters.</param>
/// <param name="At">When it was read (wall time), a label.</param>
public sealed record ErrorLogged(InstanceName Instance, string Line, DateTimeOffset At);
