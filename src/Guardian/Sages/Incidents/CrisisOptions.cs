using Guardian.Health;
using Guardian.Hocon;

namespace Guardian.Sages.Incidents;

/// <summary>Which figures of the whole node make a crisis.</summary>
/// <remarks>HOCON: <c>guardian.sages.crisis</c>; defaults are written once, in the reference file. Applied by <see cref="CrisisDetector"/>.</remarks>
public sealed record CrisisOptions
{
    /// <summary>Most workers that may be critical or dead.</summary>
    /// <value>Share of those that should run, over 0 to 1.</value>
    public required double FailureRate { get; init; }

    /// <summary>Most tasks that may wait for one worker.</summary>
    /// <value>1 or more.</value>
    public required int Backlog { get; init; }

    /// <summary>Slowest answer of any worker's probe.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan ResponseTime { get; init; }

    /// <summary>Most memory in use on the server.</summary>
    /// <value>Share of all memory, over 0 to 1.</value>
    public required double Memory { get; init; }

    /// <summary>How often a figure must be over before it is a crisis, and below which share of it the crisis is over.</summary>
    public required ConfirmOptions Confirm { get; init; }

    internal static CrisisOptions Read(HoconSection at, ConfigProblems problems)
    {
        CrisisOptions read = new()
        {
            FailureRate = at.Fraction("failure-rate"),
            Backlog = at.Int32("backlog"),
            ResponseTime = at.Duration("response-time"),
            Memory = at.Fraction("memory"),
            Confirm = ConfirmOptions.Read(at.Section("confirm"), problems),
        };
        problems.Require(
            read.FailureRate is > 0 and <= 1, at.Path("failure-rate"), read.FailureRate, "must be over 0 % and not over 100 %");
        problems.Require(read.Backlog >= 1, at.Path("backlog"), read.Backlog, "must be 1 or more");
        problems.Require(
            read.ResponseTime > TimeSpan.Zero, at.Path("response-time"), read.ResponseTime, "must be longer than zero");
        problems.Require(read.Memory is > 0 and <= 1, at.Path("memory"), read.Memory, "must be over 0 % and not over 100 %");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
