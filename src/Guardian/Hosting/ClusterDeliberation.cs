using Guardian.Cluster;
using Guardian.Journal;

namespace Guardian.Hosting;

/// <summary>What the slow loop needs of the cluster that its node is in.</summary>
internal sealed record ClusterDeliberation
{
    /// <summary>This node's name, unique in the cluster.</summary>
    public required string Node { get; init; }

    /// <summary>The actor that writes to the shared journal and reads it; it publishes <see cref="Cluster.Bus.BusEvent"/> to the event stream.</summary>
    public required IActorRef Bus { get; init; }

    /// <summary>Who is in the cluster, as it was last read.</summary>
    public required Func<ClusterMembersView> Members { get; init; }

    /// <summary>Takes a lease (<see cref="LeaseKeys.Chair"/>, <see cref="LeaseKeys.Job"/>) that nobody holds, or this node already; false when another
    /// node does. Fails with <see cref="ClusterUnavailableException"/> when that is not known.</summary>
    public required Func<string, Task<bool>> TryLease { get; init; }

    /// <summary>Gives such a lease back.</summary>
    public required Func<string, Task> ReleaseLease { get; init; }

    /// <summary>The journal that the nodes share; null while it is away.</summary>
    public required Func<IEventJournal?> Journal { get; init; }

    /// <summary>How the node acts together with others, as configured now.</summary>
    public required Func<ClusterOptions> Options { get; init; }
}
