namespace Guardian.Workers;

/// <summary>On whose account a process ended.</summary>
public enum EndCause
{
    /// <summary>Its own, or a stranger's: the node did not ask for it.</summary>
    Own,

    /// <summary>The node ended it because of a fault (hang, failed probe); it counts as a crash whatever its exit code.</summary>
    Fault,

    /// <summary>The node ended it to start it again (a person's restart, a changed definition, its group, memory over its limit); not
    /// held against it.</summary>
    Restart,

    /// <summary>The node ended it to keep it down (a person's stop, scale-in, shutdown).</summary>
    Stop,
}
