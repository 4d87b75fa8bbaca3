namespace Guardian.Cluster;

/// <summary>What the cluster's actor does with one floating worker.</summary>
/// <remarks>Taking -> Held -> Stopping -> Releasing -> gone; Held -> Suspended -> Held | Stopping.</remarks>
internal sealed class Hand(int replica)
{
    public int Replica { get; } = replica;

    public HandPhase Phase { get; set; } = HandPhase.Taking;

    /// <summary>The grant, from Held on.</summary>
    public LeaseGrant? Grant { get; set; }

    /// <summary>Who should have it next.</summary>
    public string? To { get; set; }

    /// <summary>Why it goes, in words.</summary>
    public string Reason { get; set; } = string.Empty;

    /// <summary>Whoever asked for it to go, to be told.</summary>
    public List<IActorRef> Askers { get; } = [];

    /// <summary>No process of it is left here.</summary>
    public bool Quiet { get; set; }
}

/// <summary>Where a floating worker stands on this node.</summary>
internal enum HandPhase
{
    /// <summary>The store is asked for the lease.</summary>
    Taking,

    /// <summary>The lease is held and the worker may run.</summary>
    Held,

    /// <summary>The lease is held, but could not be renewed for so long that the worker is stopped.</summary>
    Suspended,

    /// <summary>It is to go: its processes are being stopped.</summary>
    Stopping,

    /// <summary>Its processes are gone, and the store is told.</summary>
    Releasing,
}
