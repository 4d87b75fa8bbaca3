using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>This node's own view of its place in the cluster.</summary>
public sealed record ClusterStanding
{
    /// <summary>Before anything is known.</summary>
    public static ClusterStanding Unknown { get; } = new()
    {
        Phase = ClusterPhase.Joining,
        Session = null,
        Problem = null,
        View = ClusterView.Empty,
        Held = ImmutableDictionary<string, HeldLease>.Empty,
        RenewedAt = null,
    };

    /// <summary>How it stands.</summary>
    public required ClusterPhase Phase { get; init; }

    /// <summary>Its membership, or null while it has none.</summary>
    public required Guid? Session { get; init; }

    /// <summary>What is wrong with the database or the membership, in words; null when nothing is.</summary>
    public required string? Problem { get; init; }

    /// <summary>The cluster as it was told last.</summary>
    public required ClusterView View { get; init; }

    /// <summary>Floating workers that this node holds.</summary>
    public required ImmutableDictionary<string, HeldLease> Held { get; init; }

    /// <summary>When the lease was renewed last (wall time of this node, a label); null before it ever was.</summary>
    public required DateTimeOffset? RenewedAt { get; init; }

    /// <summary>Whether the database answers at the moment, as far as this node knows.</summary>
    public bool InTouch => Phase == ClusterPhase.Member && Problem is null;
}
