namespace Guardian.Chaos.Fleet;

/// <summary>What a worker of the campaign is like, and with it which faults it can show.</summary>
internal enum Pool
{
    /// <summary>Answers HTTP probes.</summary>
    Web,

    /// <summary>Several instances that share a spool of tasks; saves and restores its state; has a quarantine.</summary>
    Queue,

    /// <summary>Two instances, a limit of memory, gives memory back when asked.</summary>
    Cache,

    /// <summary>One instance with a lock file that a hook removes.</summary>
    Job,

    /// <summary>Dies without its dependency; all of them have the same one.</summary>
    Dependent,

    /// <summary>As a job; only used where learning is watched.</summary>
    Learner,
}
