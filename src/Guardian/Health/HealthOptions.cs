namespace Guardian.Health;

/// <summary>What counts as healthy for the instances of a worker.</summary>
/// <remarks>HOCON: <c>health</c> of a worker; defaults are written once, in the reference file. Applied by <see cref="HealthRules"/>.</remarks>
public sealed partial record HealthOptions
{
    /// <summary>Whether the worker speaks sd_notify: it then counts as started at <c>READY=1</c> and not before.</summary>
    public required bool Notify { get; init; }

    /// <summary>How long a worker may take to count as started before it is restarted.</summary>
    /// <value>Longer than zero. Extended by the worker's <c>EXTEND_TIMEOUT_USEC</c>. Without notify and startup probe, <c>up-after</c> alone decides.</value>
    public required TimeSpan StartTimeout { get; init; }

    /// <summary>Longest time between two <c>WATCHDOG=1</c> of an instance, handed to it as <c>WATCHDOG_USEC</c>.</summary>
    /// <value>Longer than zero, or null for no watchdog. Needs <see cref="Notify"/>.</value>
    public required TimeSpan? Watchdog { get; init; }

    /// <summary>A file that shows that the worker lives.</summary>
    public required HeartbeatOptions Heartbeat { get; init; }

    /// <summary>Startup, ready and live probe.</summary>
    public required ProbesOptions Probes { get; init; }

    /// <summary>Time after start-up in which figures (not signs of life) are not judged: caches fill, imports run.</summary>
    /// <value>Zero or more.</value>
    public required TimeSpan Grace { get; init; }

    /// <summary>How often a figure must be over its limit before that is a fault.</summary>
    public required ConfirmOptions Confirm { get; init; }

    /// <summary>Most processor use of one instance with its children.</summary>
    /// <value>Share of one core, over 0 (80 % is 0.8; two cores fully used are 200 %), or null for no limit.</value>
    public required double? Cpu { get; init; }

    /// <summary>Most resident memory of one instance with its children.</summary>
    /// <value>Bytes, over 0, or null for no limit.</value>
    public required long? Memory { get; init; }

    /// <summary>Most open descriptors of one instance.</summary>
    /// <value>Share of its <c>nofile</c> limit, over 0 to 1, or null for no limit.</value>
    public required double? Descriptors { get; init; }

    /// <summary>Most zombie children of one instance.</summary>
    /// <value>0 or more, or null for no limit.</value>
    public required int? Zombies { get; init; }

    /// <summary>Most error lines in an instance's log.</summary>
    /// <value>Per minute, over 0, or null for no limit. HOCON: <c>"0.3/min"</c>, per <c>s</c>, <c>min</c>, <c>h</c> or <c>d</c>.</value>
    public required double? ErrorRate { get; init; }

    /// <summary>Time over which error lines are counted.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan ErrorWindow { get; init; }

    /// <summary>What an error line looks like.</summary>
    /// <value>A .NET regular expression without look-around and backreferences, which is matched in linear time.</value>
    public required string ErrorPattern { get; init; }

    /// <summary>Longest answer of a ready or live probe.</summary>
    /// <value>Longer than zero, or null for no limit.</value>
    public required TimeSpan? ResponseTime { get; init; }

    /// <summary>When an instance that lives and answers still counts as stuck.</summary>
    public required ProgressOptions Progress { get; init; }
}
