using Guardian.Faults;

namespace Guardian.Sages.Patterns;

/// <summary>A fault with what the server was like at that moment.</summary>
/// <param name="Kind">What was wrong.</param>
/// <param name="Worker">The worker, or null for the server.</param>
/// <param name="Now">When it was heard of.</param>
/// <param name="HostCpu">Processor use of the server at the last check, 0 to 1, or null.</param>
/// <param name="HostMemory">Memory in use of the server at the last check, 0 to 1, or null.</param>
/// <param name="HostLoad">Load for each processor at the last check, or null.</param>
public sealed record FaultSeen(FaultKind Kind, string? Worker, MonotonicTime Now, double? HostCpu, double? HostMemory, double? HostLoad);
