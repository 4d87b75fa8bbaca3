namespace Guardian.Faults;

/// <summary>What can be wrong with an instance or a worker.</summary>
public enum FaultKind
{
    /// <summary>The process ended by itself.</summary>
    Crash,

    /// <summary>The process lives but gives no sign of life: heartbeat or watchdog missed, or it said so itself.</summary>
    Hang,

    /// <summary>The process lives and answers, but its work does not move on.</summary>
    NoProgress,

    /// <summary>Resident memory over its limit.</summary>
    MemoryOver,

    /// <summary>Processor use over its limit.</summary>
    CpuOver,

    /// <summary>Open descriptors near the limit that the kernel enforces.</summary>
    DescriptorsOver,

    /// <summary>Too many error lines in the log.</summary>
    ErrorRate,

    /// <summary>Answers take too long.</summary>
    SlowAnswer,

    /// <summary>The startup or live probe failed.</summary>
    ProbeFailed,

    /// <summary>The main process is a zombie although parts of it still hold on.</summary>
    Zombie,

    /// <summary>The process does not wait for its ended children.</summary>
    ZombieChildren,

    /// <summary>Start-up is not over in time.</summary>
    NotReady,

    /// <summary>The restart budget is spent.</summary>
    BudgetSpent,

    /// <summary>The process cannot be started at all.</summary>
    CannotStart,

    /// <summary>Memory rises so that its limit will be reached.</summary>
    Leak,

    /// <summary>Many error lines at once.</summary>
    ErrorBurst,

    /// <summary>Connections to a dependency are open, and nothing moves.</summary>
    StuckConnection,

    /// <summary>The server's memory is nearly used up.</summary>
    HostMemory,

    /// <summary>The server has more to do than it can.</summary>
    HostLoad,

    /// <summary>A failure is likely soon, by what earlier lives ended of.</summary>
    FailureRisk,

    /// <summary>The worker ended in a way that its definition says no restart can help (<c>restart.exit-codes.never</c>).</summary>
    Unrestartable,

    /// <summary>Nothing is known to be wrong: a person asked for it.</summary>
    Requested,
}
