using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>How often a figure must be over its limit before that is a fault: X times within Y.</summary>
/// <remarks>HOCON: <c>health.confirm</c> of a worker, <c>host.confirm</c> of the node.</remarks>
public sealed record ConfirmOptions
{
    /// <summary>Observations over the limit.</summary>
    /// <value>1 to 100.</value>
    public required int Times { get; init; }

    /// <summary>Length of the sliding window they must lie in; one exactly this old still counts.</summary>
    /// <value>Longer than zero, and long enough for that many checks.</value>
    public required TimeSpan Within { get; init; }

    /// <summary>Share of the limit below which a confirmed fault is over; keeps a figure that hovers at its limit from flapping.</summary>
    /// <value>Over 0 to 1.</value>
    public required double Clear { get; init; }

    internal static ConfirmOptions Read(HoconSection at, ConfigProblems problems)
    {
        ConfirmOptions read = new() { Times = at.Int32("times"), Within = at.Duration("within"), Clear = at.Fraction("clear") };
        problems.Require(read.Times is >= 1 and <= 100, at.Path("times"), read.Times, "must be 1 to 100");
        problems.Require(read.Within > TimeSpan.Zero, at.Path("within"), read.Within, "must be longer than zero");
        problems.Require(read.Clear is > 0 and <= 1, at.Path("clear"), read.Clear, "must be over 0 % and not over 100 %");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
