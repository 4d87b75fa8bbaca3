using System.Collections.Immutable;

namespace Guardian.Health;

/// <summary>How everything on the node is at one moment. Published to the event stream at each check, every <c>guardian.interval</c>.</summary>
/// <param name="At">Wall time, a label.</param>
/// <param name="Workers">Every worker.</param>
/// <param name="HostCpu">Processor use of the server, 0 to 1, or null when unknown.</param>
/// <param name="HostMemory">Memory in use of the server, 0 to 1, or null when unknown.</param>
/// <param name="HostLoad">Load average of one minute for each processor, or null when unknown.</param>
public sealed record FleetPulse(
    DateTimeOffset At,
    ImmutableArray<WorkerPulse> Workers,
    double? HostCpu,
    double? HostMemory,
    double? HostLoad);
