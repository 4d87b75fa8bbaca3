namespace Guardian.Cluster;

/// <summary>What the store calls its listeners for.</summary>
public enum ClusterSignal
{
    /// <summary>Events were appended to the shared journal.</summary>
    Events,

    /// <summary>Membership, leases or intents changed.</summary>
    State,

    /// <summary>A request waits in this node's inbox.</summary>
    Inbox,

    /// <summary>An answer, or a part of one, has come for this node.</summary>
    Answer,

    /// <summary>The line to the store is up again after it was down: anything may have been missed.</summary>
    Reconnected,
}
