using System.Collections.Immutable;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster;

/// <summary>What a <see cref="ClusterBook"/> is made of.</summary>
public sealed record ClusterBookSetup
{
    /// <summary>Name of this node.</summary>
    public required string Node { get; init; }

    /// <summary>What the nodes share.</summary>
    public required IClusterStore Store { get; init; }

    /// <summary>The cluster as this node saw it last.</summary>
    public required Func<ClusterView> View { get; init; }

    /// <summary>Why what the nodes share cannot be used, or null.</summary>
    public required Func<string?> Problem { get; init; }

    /// <summary>The shared journal; null while it is away.</summary>
    public required Func<IEventJournal?> Journal { get; init; }

    /// <summary>A worker's definition on this node, or null.</summary>
    public required Func<string, WorkerDefinition?> Definition { get; init; }

    /// <summary>Nodes that would run a replica next: view, worker, replica.</summary>
    public required Func<ClusterView, string, int, ImmutableArray<string>> Backups { get; init; }

    /// <summary>Lets this node hand over what floats and leave; given who asks.</summary>
    public required Func<string, CancellationToken, Task<CommandReply>> Leave { get; init; }

    /// <summary>Tells the node that something which concerns it was changed in the store, so that it need not wait for its next renewal.</summary>
    public required Action Changed { get; init; }

    /// <summary>How often the shared journal is read when nobody calls.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>Clock of that.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where deeds by hand are logged.</summary>
    public required ILogger Log { get; init; }
}
