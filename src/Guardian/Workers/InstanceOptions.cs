using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>How many instances of a worker run.</summary>
/// <remarks>HOCON: <c>instances</c> of a worker.</remarks>
public sealed record InstanceOptions
{
    /// <summary>Fewest that must run well; below that the worker is critical.</summary>
    /// <value>0 to <see cref="Start"/>.</value>
    public required int Min { get; init; }

    /// <summary>Most that may be scaled up to.</summary>
    /// <value><see cref="Start"/> to 10000.</value>
    public required int Max { get; init; }

    /// <summary>How many run at first, until somebody scales.</summary>
    /// <value><see cref="Min"/> to <see cref="Max"/>.</value>
    public required int Start { get; init; }

    internal static InstanceOptions Read(HoconSection at, ConfigProblems problems)
    {
        InstanceOptions read = new() { Min = at.Int32("min"), Max = at.Int32("max"), Start = at.Int32("start") };
        problems.Require(read.Min >= 0, at.Path("min"), read.Min, "must be 0 or more");
        problems.Require(read.Max is >= 1 and <= 10_000, at.Path("max"), read.Max, "must be 1 to 10000");
        problems.Require(read.Start >= read.Min, at.Path("start"), read.Start, $"must not be less than min ({read.Min})");
        problems.Require(read.Start <= read.Max, at.Path("start"), read.Start, $"must not be more than max ({read.Max})");
        problems.Require(read.Min <= read.Max, at.Path("min"), read.Min, $"must not be more than max ({read.Max})");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
