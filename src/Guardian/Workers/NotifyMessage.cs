namespace Guardian.Workers;

/// <summary>One sd_notify datagram, with what Guardian understands of it; a key that was not sent is null or false, unknown keys are ignored.</summary>
/// <remarks>Keys and meaning: sd_notify(3); <c>X_GUARDIAN_PROGRESS</c>, <c>X_GUARDIAN_BUSY</c> and <c>X_GUARDIAN_TASK</c> are Guardian's own.</remarks>
public sealed record NotifyMessage
{
    /// <summary>Process that sent it, by the kernel's word.</summary>
    public int SenderPid { get; init; }

    /// <summary><c>READY=1</c>: start-up or reload is over.</summary>
    public bool Ready { get; init; }

    /// <summary><c>RELOADING=1</c>: a reload has begun.</summary>
    public bool Reloading { get; init; }

    /// <summary><c>STOPPING=1</c>: the worker is on its way down.</summary>
    public bool Stopping { get; init; }

    /// <summary><c>STATUS=</c>: a line for people.</summary>
    public string? Status { get; init; }

    /// <summary><c>ERRNO=</c>.</summary>
    public int? Errno { get; init; }

    /// <summary><c>EXIT_STATUS=</c>: the exit code the worker means to end with.</summary>
    public int? ExitStatus { get; init; }

    /// <summary><c>MAINPID=</c>: another process is the main one from now on.</summary>
    public int? MainPid { get; init; }

    /// <summary><c>WATCHDOG=1</c>: alive.</summary>
    public bool Watchdog { get; init; }

    /// <summary><c>WATCHDOG=trigger</c>: the worker itself says it has hung.</summary>
    public bool WatchdogTrigger { get; init; }

    /// <summary><c>WATCHDOG_USEC=</c>: a new watchdog period; zero switches it off.</summary>
    public TimeSpan? WatchdogPeriod { get; init; }

    /// <summary><c>EXTEND_TIMEOUT_USEC=</c>: start-up, or stopping, needs this much more from now.</summary>
    public TimeSpan? ExtendTimeout { get; init; }

    /// <summary><c>RESTART_RESET=1</c>: forget earlier crashes.</summary>
    public bool RestartReset { get; init; }

    /// <summary><c>X_GUARDIAN_PROGRESS=</c>: units of work done so far, never falling within one process.</summary>
    public long? Progress { get; init; }

    /// <summary><c>X_GUARDIAN_BUSY=</c>: whether a task is in hand.</summary>
    public bool? Busy { get; init; }

    /// <summary><c>X_GUARDIAN_TASK=</c>: the item in hand; empty: none.</summary>
    public string? Task { get; init; }
}
