using Guardian.Hocon;

namespace Guardian.Council;

/// <summary>When a veto counts.</summary>
/// <remarks>HOCON: <c>guardian.council.veto</c>; defaults are written once, in the reference file.</remarks>
public sealed record VetoOptions
{
    /// <summary>Least confidence of a sage whose veto counts.</summary>
    /// <value>0 to 1.</value>
    public required double Confidence { get; init; }

    /// <summary>A seat vetoes when at least this share of its sages that judge it (one on each node) do.</summary>
    /// <value>0 (one is enough) to 1 (all of them).</value>
    public required double Share { get; init; }

    internal static VetoOptions Read(HoconSection at, ConfigProblems problems)
    {
        VetoOptions read = new() { Confidence = at.Fraction("confidence"), Share = at.Fraction("share") };
        problems.Require(read.Confidence is >= 0 and <= 1, at.Path("confidence"), read.Confidence, "must be 0 % to 100 %");
        problems.Require(read.Share is >= 0 and <= 1, at.Path("share"), read.Share, "must be 0 % to 100 %");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
