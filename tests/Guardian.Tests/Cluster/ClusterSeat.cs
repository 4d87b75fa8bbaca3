using Guardian.Cluster;

namespace Guardian.Tests.Cluster;

/// <summary>One node's place in a cluster that is played in memory.</summary>
internal sealed record ClusterSeat(string Node, MemoryBus Bus, MemoryLeases Leases, Func<ClusterMembersView> View)
{
    /// <summary>Whether the store can be reached from here.</summary>
    public bool IsUp { get; set; } = true;

    public ClusterMembersView Members() => View() with { Reachable = IsUp };

    public Task<bool> TryLease(string key) => IsUp
        ? Task.FromResult(Leases.Try(Node, key))
        : Task.FromException<bool>(new ClusterUnavailableException("the database is away"));

    public Task ReleaseLease(string key)
    {
        if (!IsUp)
        {
            return Task.FromException(new ClusterUnavailableException("the database is away"));
        }

        Leases.Release(Node, key);
        return Task.CompletedTask;
    }
}
