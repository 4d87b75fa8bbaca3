namespace Guardian.Chaos.Cluster;

/// <summary>What is done to a cluster.</summary>
internal enum Deed
{
    /// <summary>A node's program is killed.</summary>
    Kill,

    /// <summary>A node's program is frozen, and goes on later.</summary>
    Freeze,

    /// <summary>Its connections to the database are reset, and refused.</summary>
    Cut,

    /// <summary>What passes between it and the database arrives after longer than a lease.</summary>
    Slow,

    /// <summary>What the database sends to it vanishes.</summary>
    Deaf,

    /// <summary>What it sends to the database vanishes.</summary>
    Mute,

    /// <summary>Everything waits, and passes later.</summary>
    Held,

    /// <summary>Its connections are reset once.</summary>
    Reset,

    /// <summary>Its guard is killed.</summary>
    KillGuard,

    /// <summary>It is drained, and taken back later.</summary>
    Drain,

    /// <summary>It is told to leave, and started again.</summary>
    Leave,

    /// <summary>It is stopped in order, and started again.</summary>
    Stop,

    /// <summary>It reads its configuration again, in which a local worker is another one.</summary>
    Reload,

    /// <summary>A floating worker's process is killed.</summary>
    Crash,

    /// <summary>The wall clock of a node is set.</summary>
    Clock,

    /// <summary>The database is restarted as after a crash.</summary>
    RestartDatabase,

    /// <summary>The database is gone for a while.</summary>
    StopDatabase,
}
