using Guardian.Faults;

namespace Guardian.Health;

/// <summary>A limit of the server that is crossed.</summary>
/// <param name="Kind">Host memory or host load.</param>
/// <param name="Reason">In words, with figures.</param>
public sealed record HostFinding(FaultKind Kind, string Reason);
