using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>When error lines come so fast that nobody should wait for the error rate.</summary>
/// <remarks>HOCON: <c>health.error-burst</c> of a worker.</remarks>
public sealed record BurstOptions
{
    /// <summary>Error lines that make a burst, or null for none.</summary>
    /// <value>1 or more.</value>
    public required int? Lines { get; init; }

    /// <summary>Time within which they come.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Within { get; init; }

    internal static BurstOptions Read(HoconSection at, ConfigProblems problems)
    {
        BurstOptions read = new() { Lines = at.Int32OrNull("lines"), Within = at.Duration("within") };
        problems.Require(read.Lines is null or >= 1, at.Path("lines"), read.Lines, "must be 1 or more, or null");
        problems.Require(read.Within > TimeSpan.Zero, at.Path("within"), read.Within, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
