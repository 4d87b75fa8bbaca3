using System.Collections.Immutable;
using Guardian.Health;
using Guardian.Workers;

namespace Guardian.Hosting;

/// <summary>The ports to the system that one adapter provides together.</summary>
/// <param name="Processes">Processes.</param>
/// <param name="Probes">Probes.</param>
/// <param name="Commands">Hooks of definitions.</param>
/// <param name="Host">Figures of the server.</param>
/// <param name="Owned">What is to be disposed with the host, in this order.</param>
public sealed record GuardianPorts(
    IProcessControl Processes,
    IProbeRunner Probes,
    ICommandRunner Commands,
    IHostSampler Host,
    ImmutableArray<IDisposable> Owned)
{
    /// <summary>Connections of processes, or null where the system cannot tell.</summary>
    public IConnectionControl? Connections { get; init; }

    /// <summary>Memory of processes, or null where the system cannot be asked for it.</summary>
    public IMemoryControl? Memory { get; init; }
}
