namespace Guardian.Cluster;

/// <summary>Shows this node's place in the cluster. Written by the cluster's actor, read by anybody at any time.</summary>
public sealed class ClusterBoard
{
    private volatile ClusterStanding _standing = ClusterStanding.Unknown;

    /// <summary>The latest.</summary>
    public ClusterStanding Standing
    {
        get => _standing;
        internal set => _standing = value;
    }
}
