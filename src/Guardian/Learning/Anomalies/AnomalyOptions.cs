using Guardian.Hocon;

namespace Guardian.Learning.Anomalies;

/// <summary>When a value of a sampled series counts as an anomaly.</summary>
/// <remarks>HOCON: <c>guardian.learning.anomalies</c>; defaults are written once, in the reference file. Applied by
/// <see cref="AnomalyDetector"/>, with one setting for all series.</remarks>
public sealed record AnomalyOptions
{
    /// <summary>Score from which on a value is an anomaly.</summary>
    /// <value>Over 0 to under 1. A score s stands for a chance of (1 - s)^4, so 0.9 for one value in 10,000.</value>
    public required double Threshold { get; init; }

    /// <summary>Values of a series that are only learnt from, before the first may be an anomaly.</summary>
    /// <value>120 to 1,000,000.</value>
    public required int WarmUp { get; init; }

    /// <summary>Newest values that a new one is compared with.</summary>
    /// <value>500 to 20,000; a detector takes about 27 bytes for each.</value>
    public required int Reference { get; init; }

    internal static AnomalyOptions Read(HoconSection at, ConfigProblems problems)
    {
        AnomalyOptions read = new()
        {
            Threshold = at.Number("threshold"),
            WarmUp = at.Int32("warm-up"),
            Reference = at.Int32("reference"),
        };
        problems.Require(read.Threshold is > 0 and < 1, at.Path("threshold"), read.Threshold, "must be over 0 and under 1");
        problems.Require(read.WarmUp is >= 120 and <= 1_000_000, at.Path("warm-up"), read.WarmUp, "must be 120 to 1,000,000");
        problems.Require(read.Reference is >= 500 and <= 20_000, at.Path("reference"), read.Reference, "must be 500 to 20,000");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
