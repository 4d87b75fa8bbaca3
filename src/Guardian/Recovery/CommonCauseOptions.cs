using Guardian.Hocon;

namespace Guardian.Recovery;

/// <summary>When the same signature on several workers is taken for one trouble, tried on one of them first.</summary>
/// <remarks>HOCON: <c>guardian.recovery.common-cause</c>. Applied by <see cref="RecoveryBrake"/>.</remarks>
public sealed record CommonCauseOptions
{
    /// <summary>Workers with the same signature.</summary>
    /// <value>2 to 1000.</value>
    public required int Workers { get; init; }

    /// <summary>Time within which they must have got it.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Within { get; init; }

    internal static CommonCauseOptions Read(HoconSection at, ConfigProblems problems)
    {
        CommonCauseOptions read = new() { Workers = at.Int32("workers"), Within = at.Duration("within") };
        problems.Require(read.Workers is >= 2 and <= 1000, at.Path("workers"), read.Workers, "must be 2 to 1000");
        problems.Require(read.Within > TimeSpan.Zero, at.Path("within"), read.Within, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
