using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Health;

/// <summary>One probe of a worker's instances: what is asked and how the answers are weighed, with the fields and defaults of
/// Kubernetes.</summary>
/// <remarks>HOCON: <c>health.probes.startup</c>, <c>.ready</c> and <c>.live</c> of a worker; defaults are written once, in the
/// reference file.</remarks>
public sealed record ProbeOptions
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(100);

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

    internal static ProbeOptions Read(ProbeKind kind, HoconSection at, ConfigProblems problems)
    {
        ProbeOptions read = new()
        {
            Http = at.TextOrNull("http"),
            Tcp = at.TextOrNull("tcp"),
            Exec = Commands.ReadOptional(at, "exec", problems),
            InitialDelay = at.Duration("initial-delay"),
            Period = at.Duration("period"),
            Timeout = at.Duration("timeout"),
            Success = at.Int32("success"),
            Failure = at.Int32("failure"),
            Within = at.DurationOrNull("within"),
        };
        int asked = (read.Http is null ? 0 : 1) + (read.Tcp is null ? 0 : 1) + (read.Exec is null ? 0 : 1);
        problems.Require(asked <= 1, at.FullPath, null, "must have one of http, tcp and exec, not several");
        CheckAddresses(read, at, problems);
        problems.Require(read.InitialDelay >= TimeSpan.Zero, at.Path("initial-delay"), read.InitialDelay, "must be zero or longer");
        problems.Require(read.Period >= ShortestPeriod, at.Path("period"), read.Period, "must be 100 ms or longer");
        problems.Require(read.Timeout > TimeSpan.Zero, at.Path("timeout"), read.Timeout, "must be longer than zero");
        problems.Require(read.Success is >= 1 and <= 100, at.Path("success"), read.Success, "must be 1 to 100");
        problems.Require(
            kind is ProbeKind.Ready || read.Success == 1,
            at.Path("success"),
            read.Success,
            "must be 1 for startup and live probes: one answer shows that it lives");
        problems.Require(read.Failure is >= 1 and <= 1000, at.Path("failure"), read.Failure, "must be 1 to 1000");
        problems.Require(
            read.Within is null || read.Within > TimeSpan.Zero, at.Path("within"), read.Within, "must be longer than zero, or null");
        problems.Require(
            read.Within is null || read.Period <= TimeSpan.Zero || read.Failure <= 1 || read.Within / (read.Failure - 1) >= read.Period,
            at.Path("within"),
            read.Within,
            $"is too short for {read.Failure} failures at one question every {Wording.Duration(read.Period)}");
        at.RejectUnreadKeys(problems);
        return read;
    }

    private static void CheckAddresses(ProbeOptions read, HoconSection at, ConfigProblems problems)
    {
        // Any instance will do: the placeholders only have to leave an address behind.
        InstanceName sample = new("worker", 0);
        if (read.Http is { } http)
        {
            bool valid = Uri.TryCreate(Placeholders.Fill(http, sample), UriKind.Absolute, out Uri? address)
                && address.Scheme is "http" or "https";
            problems.Require(valid, at.Path("http"), http, "must be an address such as http://127.0.0.1:8080/health");
        }

        if (read.Tcp is { } tcp)
        {
            bool valid = InstancePlan.TryParseTcp(Placeholders.Fill(tcp, sample), out _, out _);
            problems.Require(valid, at.Path("tcp"), tcp, "must be host:port, such as 127.0.0.1:8080");
        }
    }
}
