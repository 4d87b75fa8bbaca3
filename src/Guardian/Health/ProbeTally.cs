namespace Guardian.Health;

/// <summary>Weighs the answers of one probe of one process.</summary>
/// <remarks>
/// As in Kubernetes: <c>success</c> successes in a row pass, <c>failure</c> failures in a row fail, and an unknown answer changes
/// nothing. With
/// <c>within</c>, that many failures inside a sliding window fail, whatever lies between them; a success then does not forget the failures
/// until the probe passes again after having failed. Immutable; at most <c>failure</c> moments are kept. A new process starts with a
/// new tally.
/// </remarks>
public sealed record ProbeTally
{
    /// <summary>Where the probe stands.</summary>
    public ProbeStanding Standing { get; init; } = ProbeStanding.Off;

    /// <summary>Successes in a row, up to <c>success</c>.</summary>
    public int Successes { get; init; }

    /// <summary>Moments of the failures that still count, oldest first.</summary>
    public ValueArray<MonotonicTime> Failures { get; init; } = [];

    /// <summary>Words of the last failure, or null.</summary>
    public string? LastFailure { get; init; }

    /// <summary>How long the last answer took, success or failure; null before the first.</summary>
    public TimeSpan? Took { get; init; }

    /// <summary>The tally of a process that has just been started.</summary>
    /// <param name="kind">Which probe: live is presumed passing, as nothing speaks against it; ready and startup have to be shown.</param>
    /// <param name="options">The probe.</param>
    /// <returns>A tally without answers.</returns>
    public static ProbeTally Begin(ProbeKind kind, ProbeOptions options) => new()
    {
        Standing = !options.IsOn ? ProbeStanding.Off : kind is ProbeKind.Live ? ProbeStanding.Passing : ProbeStanding.Undecided,
    };

    /// <summary>Takes one answer into account.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="now">When it came.</param>
    /// <param name="options">The probe.</param>
    /// <returns>What to remember.</returns>
    public ProbeTally Add(ProbeResult result, MonotonicTime now, ProbeOptions options) => result switch
    {
        ProbeResult.Success success => AddSuccess(options) with { Took = success.Took },
        ProbeResult.Failure failure => AddFailure(failure.Reason, now, options) with { Took = failure.Took },
        _ => this,
    };

    /// <summary>Whether a probe has to wait for the startup probe.</summary>
    /// <param name="kind">Which probe.</param>
    /// <param name="startup">Where the startup probe stands.</param>
    /// <returns>True for ready and live until start-up has been shown; startup itself rests once it has passed.</returns>
    public static bool IsSuspended(ProbeKind kind, ProbeStanding startup) => kind is ProbeKind.Startup
        ? startup is ProbeStanding.Off or ProbeStanding.Passing
        : startup is ProbeStanding.Undecided or ProbeStanding.Failing;

    private ProbeTally AddSuccess(ProbeOptions options)
    {
        int successes = Math.Min(Successes + 1, options.Success);
        bool recovered = Standing is ProbeStanding.Failing && successes >= options.Success;
        return this with
        {
            Successes = successes,
            Standing = successes >= options.Success ? ProbeStanding.Passing : Standing,
            Failures = options.Within is null || recovered ? [] : Failures,
        };
    }

    private ProbeTally AddFailure(string reason, MonotonicTime now, ProbeOptions options)
    {
        ValueArray<MonotonicTime> failures = new(
            [.. Failures.Where(at => options.Within is not { } window || now - at <= window).Append(now).TakeLast(options.Failure)]);
        return this with
        {
            Successes = 0,
            LastFailure = reason,
            Failures = failures,
            Standing = failures.Count >= options.Failure ? ProbeStanding.Failing : Standing,
        };
    }
}
