namespace Guardian.Workers;

/// <summary>How a process is brought to its end.</summary>
public enum EndStyle
{
    /// <summary>Drain command, stop signal, deadline, kill.</summary>
    Graceful,

    /// <summary>Stop signal, deadline, kill.</summary>
    Soft,

    /// <summary>SIGABRT, so that a core dump or a stack trace shows where it was, then kill.</summary>
    Abort,

    /// <summary>Kill, with everything below it.</summary>
    Kill,
}
