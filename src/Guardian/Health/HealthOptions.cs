using System.Text.RegularExpressions;
using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>What counts as healthy for the instances of a worker.</summary>
/// <remarks>HOCON: <c>health</c> of a worker; defaults are written once, in the reference file. Applied by
/// <see cref="HealthRules"/>.</remarks>
public sealed record HealthOptions
{
    /// <summary>Whether the worker speaks sd_notify: it then counts as started at <c>READY=1</c> and not before.</summary>
    public required bool Notify { get; init; }

    /// <summary>How long a worker may take to count as started before it is restarted.</summary>
    /// <value>Longer than zero. Extended by the worker's <c>EXTEND_TIMEOUT_USEC</c>. Without notify and startup probe, <c>up-after</c>
    /// alone decides.</value>
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

    /// <summary>A trend of memory that reaches <see cref="Memory"/> within this time is a leak.</summary>
    /// <value>Longer than zero, or null: trends are not judged. What a trend is: <c>guardian.learning.forecast</c>.</value>
    public required TimeSpan? Leak { get; init; }

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

    /// <summary>Error lines so fast that nobody should wait for the rate.</summary>
    public required BurstOptions ErrorBurst { get; init; }

    /// <summary>What an error line looks like.</summary>
    /// <value>A .NET regular expression without look-around and backreferences, which is matched in linear time.</value>
    public required string ErrorPattern { get; init; }

    /// <summary>Longest answer of a ready or live probe.</summary>
    /// <value>Longer than zero, or null for no limit.</value>
    public required TimeSpan? ResponseTime { get; init; }

    /// <summary>When an instance that lives and answers still counts as stuck.</summary>
    public required ProgressOptions Progress { get; init; }

    /// <summary>The error pattern, ready to use, shared by all who have the same one.</summary>
    /// <returns>An expression that is matched in time proportional to the line, so that no line of a worker can stall its node.</returns>
    /// <exception cref="ArgumentException">The pattern is not one (checked when the options are read).</exception>
    public Regex ErrorExpression() => ErrorPatterns.Get(ErrorPattern);

    internal static HealthOptions Read(HoconSection at, ConfigProblems problems)
    {
        HealthOptions read = new()
        {
            Notify = at.Boolean("notify"),
            StartTimeout = at.Duration("start-timeout"),
            Watchdog = at.DurationOrNull("watchdog"),
            Heartbeat = HeartbeatOptions.Read(at.Section("heartbeat"), problems),
            Probes = ProbesOptions.Read(at.Section("probes"), problems),
            Grace = at.Duration("grace"),
            Confirm = ConfirmOptions.Read(at.Section("confirm"), problems),
            Cpu = at.FractionOrNull("cpu"),
            Memory = at.BytesOrNull("memory"),
            Leak = at.DurationOrNull("leak"),
            Descriptors = at.FractionOrNull("descriptors"),
            Zombies = at.Int32OrNull("zombies"),
            ErrorRate = ReadRate(at, problems),
            ErrorWindow = at.Duration("error-window"),
            ErrorBurst = BurstOptions.Read(at.Section("error-burst"), problems),
            ErrorPattern = at.Text("error-pattern"),
            ResponseTime = at.DurationOrNull("response-time"),
            Progress = ProgressOptions.Read(at.Section("progress"), problems),
        };
        problems.Require(read.StartTimeout > TimeSpan.Zero, at.Path("start-timeout"), read.StartTimeout, "must be longer than zero");
        problems.Require(
            read.Watchdog is null || read.Watchdog > TimeSpan.Zero,
            at.Path("watchdog"),
            read.Watchdog,
            "must be longer than zero, or null");
        problems.Require(read.Watchdog is null || read.Notify, at.Path("watchdog"), read.Watchdog, "needs health.notify = yes");
        problems.Require(read.Grace >= TimeSpan.Zero, at.Path("grace"), read.Grace, "must be zero or longer");
        problems.Require(read.Cpu is null or > 0, at.Path("cpu"), read.Cpu, "must be over 0 % (100 % is one core), or null");
        problems.Require(read.Memory is null or > 0, at.Path("memory"), read.Memory, "must be over 0, or null");
        problems.Require(read.Leak is null || read.Leak > TimeSpan.Zero, at.Path("leak"), read.Leak, "must be longer than zero, or null");
        problems.Require(
            read.Descriptors is null or (> 0 and <= 1),
            at.Path("descriptors"),
            read.Descriptors,
            "must be over 0 % and not over 100 %, or null");
        problems.Require(read.Zombies is null or >= 0, at.Path("zombies"), read.Zombies, "must be 0 or more, or null");
        problems.Require(read.ErrorWindow > TimeSpan.Zero, at.Path("error-window"), read.ErrorWindow, "must be longer than zero");
        problems.Require(
            read.ResponseTime is null || read.ResponseTime > TimeSpan.Zero,
            at.Path("response-time"),
            read.ResponseTime,
            "must be longer than zero, or null");
        CheckPattern(read, at, problems);
        at.RejectUnreadKeys(problems);
        return read;
    }

    private static double? ReadRate(HoconSection at, ConfigProblems problems)
    {
        if (at.TextOrNull("error-rate") is not { } text)
        {
            return null;
        }

        double? rate = Rate.PerMinute(text);
        problems.Require(
            rate is not null, at.Path("error-rate"), text, "must be a rate over 0 such as \"0.3/min\" (per s, min, h or d), or null");
        return rate;
    }

    private static void CheckPattern(HealthOptions read, HoconSection at, ConfigProblems problems)
    {
        try
        {
            bool everything = read.ErrorExpression().IsMatch("");
            problems.Require(!everything, at.Path("error-pattern"), read.ErrorPattern, "matches the empty line, and so every line");
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // Not an expression at all, or one (look-around, backreference) that cannot be matched in linear time.
            problems.Add(
                at.Path("error-pattern"),
                read.ErrorPattern,
                $"must be a regular expression without look-around and backreferences: {exception.Message}");
        }
    }
}
