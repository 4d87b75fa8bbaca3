namespace Guardian.Cluster;

/// <summary>How this node stands to its cluster.</summary>
public enum ClusterPhase
{
    /// <summary>Not a member yet, or no more: it tries to join.</summary>
    Joining,

    /// <summary>Its lease runs.</summary>
    Member,

    /// <summary>Its lease could not be renewed for so long that it has stopped what floats; the lease may still be renewed.</summary>
    CutOff,

    /// <summary>It has left in order, and joins again at its next start.</summary>
    Left,
}
