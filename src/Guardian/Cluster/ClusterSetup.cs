using System.Collections.Immutable;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster;

/// <summary>What the cluster's actor works with.</summary>
internal sealed record ClusterSetup
{
    public required ClusterPorts Ports { get; init; }

    /// <summary>Told what this node may run.</summary>
    public required FloatingRights Rights { get; init; }

    /// <summary>Where the node's place is shown.</summary>
    public required ClusterBoard Board { get; init; }

    /// <summary>The fleet, which starts and stops floating workers.</summary>
    public required IActorRef Fleet { get; init; }

    /// <summary>Writes events (<see cref="Journal.EventWriter"/>).</summary>
    public required IActorRef Writer { get; init; }

    /// <summary>The bus, which is told what all nodes should know at once.</summary>
    public required IActorRef Bus { get; init; }

    /// <summary>The shared journal; null while it is away.</summary>
    public required Func<Journal.IEventJournal?> Shared { get; init; }

    public required string Node { get; init; }

    public required GuardianOptions Options { get; init; }

    /// <summary>Floating workers that this node defines and whose commands, directories and users it has.</summary>
    public required ImmutableArray<WorkerDefinition> Runnable { get; init; }

    /// <summary>How busy the node is.</summary>
    public required Func<NodeLoad> Load { get; init; }

    public required Clock Clock { get; init; }

    public required ILogger Log { get; init; }
}
