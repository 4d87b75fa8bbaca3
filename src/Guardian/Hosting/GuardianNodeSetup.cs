using System.Collections.Immutable;
using Guardian.Alerts;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>What a node is made of: its configuration and the ports to the world.</summary>
public sealed record GuardianNodeSetup
{
    /// <summary>Reads the configuration; asked at the start and at each reload.</summary>
    public required IConfigurationReader Configuration { get; init; }

    /// <summary>Data directory: store, logs, sockets. Made when it is missing; only one node may use it at a time.</summary>
    /// <value>Absolute path.</value>
    public required string DataDirectory { get; init; }

    /// <summary>The address under which the node can be asked, and the mark of its processes.</summary>
    /// <value>For example <c>unix:/srv/guardian/data/guardian.sock</c>.</value>
    public required string Address { get; init; }

    /// <summary>Processes.</summary>
    public required IProcessControl Processes { get; init; }

    /// <summary>Probes.</summary>
    public required IProbeRunner Probes { get; init; }

    /// <summary>Hooks of definitions.</summary>
    public required ICommandRunner Commands { get; init; }

    /// <summary>Figures of the server.</summary>
    public required IHostSampler Host { get; init; }

    /// <summary>Opens the store, or null to keep nothing.</summary>
    public required Func<CancellationToken, Task<IEventJournal>>? OpenJournal { get; init; }

    /// <summary>Answers faults at once; unless something else is given it leaves to incidents what a restart does not cure.</summary>
    public IFaultResponder Faults { get; init; } = new DeliberatingResponder();

    /// <summary>Connections of processes, or null where the system cannot tell.</summary>
    public IConnectionControl? Connections { get; init; }

    /// <summary>Memory of processes, or null where the system cannot be asked for it.</summary>
    public IMemoryControl? Memory { get; init; }

    /// <summary>Recovery actions beyond the built-in ones; one with the name of a built-in replaces it.</summary>
    public ImmutableArray<IRecoveryAction> Actions { get; init; } = [];

    /// <summary>Makes those that carry alerts to people, for a configuration; asked at the start and at each reload.</summary>
    public Func<GuardianOptions, ImmutableArray<INotifier>> Notifiers { get; init; } = _ => [];

    /// <summary>What the node needs to act together with others, given its data directory's identity; null: it is alone, whatever the configuration says.</summary>
    public Func<Guid, Cluster.ClusterPorts>? Cluster { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Seed of jitter; the same seed gives the same delays.</summary>
    public required int Seed { get; init; }

    /// <summary>The log.</summary>
    public required ILoggerFactory Logs { get; init; }
}
