using Guardian.Incidents;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Troubles;

/// <summary>What the sharing of troubles works with.</summary>
internal sealed record TroubleSetup
{
    /// <summary>This node.</summary>
    public required string Node { get; init; }

    /// <summary>Where events for all nodes are told to (<see cref="Bus.BusProtocol.Publish"/>).</summary>
    public required IActorRef Bus { get; init; }

    /// <summary>Who lets incidents act; told <see cref="TroublesChanged"/>.</summary>
    public required IActorRef Desk { get; init; }

    /// <summary>This node's incidents.</summary>
    public required IncidentBoard Incidents { get; init; }

    /// <summary>Where the troubles of others are shown.</summary>
    public required TroubleBoard Troubles { get; init; }

    /// <summary>Who is in the cluster.</summary>
    public required Func<ClusterMembersView> Members { get; init; }

    /// <summary>Gives a lease back.</summary>
    public required Func<string, Task> ReleaseLease { get; init; }

    /// <summary>How long a cure must have held before others follow it.</summary>
    public required Func<TimeSpan> ProvenAfter { get; init; }

    /// <summary>The time.</summary>
    public required Clock Clock { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
