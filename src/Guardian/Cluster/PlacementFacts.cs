using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Cluster;

/// <summary>What a node knows when it decides which floating workers to take and which to hand over.</summary>
public sealed record PlacementFacts
{
    /// <summary>This node.</summary>
    public required string Self { get; init; }

    /// <summary>The cluster as the store told it last.</summary>
    public required ClusterView View { get; init; }

    /// <summary>Floating workers that this node defines and can run.</summary>
    public required ImmutableArray<WorkerDefinition> Floating { get; init; }

    /// <summary>What this node holds, by worker.</summary>
    public required ImmutableDictionary<string, HeldLease> Held { get; init; }

    /// <summary>Nodes that a worker was moved away from lately, as worker and node: they come last.</summary>
    public ImmutableHashSet<(string Worker, string Node)> Avoided { get; init; } = [];

    /// <summary>This node leaves or stops: it takes nothing and hands over everything.</summary>
    public bool Leaving { get; init; }

    /// <summary>How long the members have been the same.</summary>
    public required TimeSpan StableFor { get; init; }

    /// <summary>How long ago this node last moved something without need.</summary>
    public required TimeSpan SinceMove { get; init; }

    /// <summary>How floating workers move to a node that suits them better.</summary>
    public required RebalanceOptions Rebalance { get; init; }
}
