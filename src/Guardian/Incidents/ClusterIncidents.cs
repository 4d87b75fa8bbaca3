using Guardian.Cluster;
using Guardian.Cluster.Troubles;

namespace Guardian.Incidents;

/// <summary>What incidents need of the cluster that their node is in.</summary>
internal sealed record ClusterIncidents
{
    /// <summary>This node: part of the ids of its incidents, which are unique over the cluster.</summary>
    public required string Node { get; init; }

    /// <summary>Who is in the cluster.</summary>
    public required Func<ClusterMembersView> Members { get; init; }

    /// <summary>The troubles of other nodes.</summary>
    public required TroubleBoard Troubles { get; init; }

    /// <summary>Takes a lease that nobody holds, or this node; false when another node does. Fails when that is not known.</summary>
    public required Func<string, Task<bool>> TryLease { get; init; }

    /// <summary>Who is told <see cref="ReleaseChair"/>.</summary>
    public required Func<IActorRef> Chairs { get; init; }
}
