using Guardian.Learning.Forecasts;
using Guardian.Workers;

namespace Guardian.Health;

/// <summary>What is known of one running instance at one moment. A fact that is not known is null, and then no rule acts on it.</summary>
public sealed record InstanceFacts
{
    /// <summary>The instance.</summary>
    public required InstanceName Instance { get; init; }

    /// <summary>Wall time of the facts, a label for the faults found.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the process exists.</summary>
    public required bool Alive { get; init; }

    /// <summary>Time since the process was started.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Time since it counted as started (<see cref="StartRule"/>), or null while it does not.</summary>
    public required TimeSpan? StartedFor { get; init; }

    /// <summary>Uptime up to which the worker's <c>EXTEND_TIMEOUT_USEC</c> allows it to start, or null when it never asked.</summary>
    public TimeSpan? StartExtendedTo { get; init; }

    /// <summary>State letter of the main process as in proc(5), or null.</summary>
    public char? ProcessState { get; init; }

    /// <summary>Processor use since the last check as a share of one core (<see cref="CpuUse"/>).</summary>
    public double? Cpu { get; init; }

    /// <summary>Resident bytes of the process tree.</summary>
    public long? ResidentBytes { get; init; }

    /// <summary>Where its memory is going; null when that was not judged now.</summary>
    public TrendVerdict? MemoryTrend { get; init; }

    /// <summary>Open descriptors of the main process.</summary>
    public int? Descriptors { get; init; }

    /// <summary>Its soft limit of open descriptors; null when unlimited or unknown.</summary>
    public long? DescriptorLimit { get; init; }

    /// <summary>Dead processes it has not waited for.</summary>
    public int? Zombies { get; init; }

    /// <summary>Age of the heartbeat file; null while there is none. A file older than the process counts as old as the process.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    /// <summary>Watchdog period in force: the definition's, or what the worker set by <c>WATCHDOG_USEC</c>; null when it is off.</summary>
    public TimeSpan? WatchdogPeriod { get; init; }

    /// <summary>Time since the last <c>WATCHDOG=1</c>, or since <c>READY=1</c> when none came yet.</summary>
    public TimeSpan? WatchdogAge { get; init; }

    /// <summary>Whether the worker said <c>WATCHDOG=trigger</c>.</summary>
    public bool WatchdogTriggered { get; init; }

    /// <summary>Time since the announced progress last changed; null when progress was never announced.</summary>
    public TimeSpan? ProgressAge { get; init; }

    /// <summary>The worker's word on whether a task is in hand; null when it never said.</summary>
    public bool? Busy { get; init; }

    /// <summary>Time since it last said that it became busy.</summary>
    public TimeSpan? BusyFor { get; init; }

    /// <summary>The startup probe.</summary>
    public ProbeTally Startup { get; init; } = new();

    /// <summary>The ready probe.</summary>
    public ProbeTally Ready { get; init; } = new();

    /// <summary>The live probe.</summary>
    public ProbeTally Live { get; init; } = new();

    /// <summary>Error lines per minute (<see cref="SlidingCounter.PerMinute"/>).</summary>
    public double? ErrorsPerMinute { get; init; }

    /// <summary>Error lines within <c>health.error-burst.within</c>.</summary>
    public int? ErrorsAtOnce { get; init; }

    /// <summary>Duration of the last answer of the ready or live probe, whichever was longer.</summary>
    public TimeSpan? ResponseTime { get; init; }
}
