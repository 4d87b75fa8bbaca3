namespace Guardian.Recovery;

/// <summary>How far an action reaches, smallest first.</summary>
public enum ActionScope
{
    /// <summary>Nothing is touched.</summary>
    None,

    /// <summary>One instance.</summary>
    Instance,

    /// <summary>All instances of a worker.</summary>
    Worker,

    /// <summary>All workers of a node.</summary>
    Node,

    /// <summary>More than one node.</summary>
    Cluster,
}
