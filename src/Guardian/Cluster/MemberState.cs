namespace Guardian.Cluster;

/// <summary>How a node stands in the cluster.</summary>
public enum MemberState
{
    /// <summary>Its lease runs.</summary>
    Live,

    /// <summary>Its lease has ended without being renewed: it is dead, cut off or frozen. What it held belongs to others; it may come back.</summary>
    Lost,

    /// <summary>It has handed everything over and left in order; it may come back.</summary>
    Left,

    /// <summary>A person has declared that it will not come back.</summary>
    Down,
}
