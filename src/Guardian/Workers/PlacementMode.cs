namespace Guardian.Workers;

/// <summary>Where a worker runs.</summary>
public enum PlacementMode
{
    /// <summary>On this node, whatever other nodes do.</summary>
    Local,

    /// <summary>On any node of a cluster, by lease.</summary>
    Floating,
}
