namespace Guardian.Cluster.Troubles;

/// <summary>Where a node's trouble stands, as far as others with the same trouble care.</summary>
internal enum TroublePhase
{
    /// <summary>It is known, and nothing is done about it at the moment.</summary>
    Detected,

    /// <summary>A plan is decided on or carried out.</summary>
    Acting,

    /// <summary>The worker is well again; it has not lasted yet.</summary>
    Settling,

    /// <summary>A plan has proved itself.</summary>
    Cured,

    /// <summary>A person was asked.</summary>
    Escalated,

    /// <summary>It is over, and no plan of the node's cured it.</summary>
    Over,
}
