using Guardian.Journal;

namespace Guardian.Cluster;

/// <summary>What a node needs of the world to act together with others.</summary>
public sealed record ClusterPorts
{
    /// <summary>Members, leases, inboxes.</summary>
    public required IClusterStore Store { get; init; }

    /// <summary>Opens the shared journal; asked again after it was away.</summary>
    public required Func<CancellationToken, Task<IEventJournal>> OpenJournal { get; init; }

    /// <summary>By what leases are measured here.</summary>
    public required ILeaseClock Clock { get; init; }

    /// <summary>Ends what floats when the node cannot.</summary>
    public required ILeaseGuard Guard { get; init; }

    /// <summary>Identity of the data directory.</summary>
    public required Guid Home { get; init; }
}
