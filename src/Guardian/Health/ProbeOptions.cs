namespace Guardian.Health;

/// <summary>One probe of a worker's instances: what is asked and how the answers are weighed, with the fields and defaults of Kubernetes.</summary>
/// <remarks>HOCON: <c>health.probes.startup</c>, <c>.ready</c> and <c>.live</c> of a worker; defaults are written once, in the reference file.</remarks>
public sealed partial record ProbeOptions
{
    /// <summary>Address to GET, or null. 200 to 399 is success.</summary>
    /// <value>Absolute http or https address; placeholders allowed.</value>
    public required string? Http { get; init; }

    /// <summary>Address to connect to, or null. A connection that opens is success.</summary>
    /// <value><c>host:port</c>; placeholders allowed.</value>
    public required string? Tcp { get; init; }

    /// <summary>Command to run, or null. Exit code 0 is success.</summary>
    /// <value>Program and arguments, no shell; placeholders allowed.</value>
    public required ValueArray<string>? Exec { get; init; }

    /// <summary>How long after the process started (startup) or counted as started (ready, live) the first question is put.</summary>
    /// <value>Zero or more.</value>
    public required TimeSpan InitialDelay { get; init; }

    /// <summary>Time from one question to the next.</summary>
    /// <value>100 ms or more.</value>
    public required TimeSpan Period { get; init; }

    /// <summary>An answer that takes longer is a failure.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Successes in a row after which the probe passes.</summary>
    /// <value>1 to 100; exactly 1 for startup and live.</value>
    public required int Success { get; init; }

    /// <summary>Failures after which the probe fails.</summary>
    /// <value>1 to 1000; in a row, or within <see cref="Within"/>.</value>
    public required int Failure { get; init; }

    /// <summary>When set, <see cref="Failure"/> failures inside this sliding window are enough, also with successes between them.</summary>
    /// <value>Longer than zero, or null for failures in a row.</value>
    public required TimeSpan? Within { get; init; }

    /// <summary>Whether anything is asked at all.</summary>
    public bool IsOn => Http is not null || Tcp is not null || Exec is not null;
}
