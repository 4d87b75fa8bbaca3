using Guardian.Hocon;

namespace Guardian.Learning;

/// <summary>How fast sages gain and lose weight in the council, and within which bounds.</summary>
/// <remarks>HOCON: <c>guardian.learning.trust</c>; defaults are written once, in the reference file. Applied by <see cref="TrustRule"/>.</remarks>
public sealed record TrustOptions
{
    /// <summary>What a sage's weight is multiplied by when it was sure and wholly wrong (the beta of Hedge).</summary>
    /// <value>Over 0 (one mistake ends all trust) to under 1 (nothing is learned).</value>
    public required double Beta { get; init; }

    /// <summary>Share of all weight that is dealt out evenly after each outcome, so that yesterday's best can be overtaken.</summary>
    /// <value>0 to under 1.</value>
    public required double Share { get; init; }

    /// <summary>Least weight of a seat.</summary>
    /// <value>0 to under 0.25, which is the weight of each when all are equal.</value>
    public required double Floor { get; init; }

    internal static TrustOptions Read(HoconSection at, ConfigProblems problems)
    {
        TrustOptions read = new() { Beta = at.Number("beta"), Share = at.Fraction("share"), Floor = at.Fraction("floor") };
        problems.Require(read.Beta is > 0 and < 1, at.Path("beta"), read.Beta, "must be over 0 and under 1");
        problems.Require(read.Share is >= 0 and < 1, at.Path("share"), read.Share, "must be 0 % to under 100 %");
        problems.Require(read.Floor is >= 0 and < 0.25, at.Path("floor"), read.Floor, "must be 0 % to under 25 %");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
