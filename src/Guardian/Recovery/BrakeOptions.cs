using Guardian.Hocon;

namespace Guardian.Recovery;

/// <summary>How much may be in recovery at a time, so that a wrong decision cannot fell everything.</summary>
/// <remarks>HOCON: <c>guardian.recovery.brake</c>. Applied by <see cref="RecoveryBrake"/>.</remarks>
public sealed record BrakeOptions
{
    /// <summary>Largest share of one worker's instances.</summary>
    /// <value>Over 0 to 1; one instance is always allowed.</value>
    public required double Worker { get; init; }

    /// <summary>Largest share of all instances of the node.</summary>
    /// <value>Over 0 to 1; two instances are always allowed.</value>
    public required double All { get; init; }

    internal static BrakeOptions Read(HoconSection at, ConfigProblems problems)
    {
        BrakeOptions read = new() { Worker = at.Fraction("worker"), All = at.Fraction("all") };
        problems.Require(read.Worker is > 0 and <= 1, at.Path("worker"), read.Worker, "must be over 0 % to 100 %");
        problems.Require(read.All is > 0 and <= 1, at.Path("all"), read.All, "must be over 0 % to 100 %");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
