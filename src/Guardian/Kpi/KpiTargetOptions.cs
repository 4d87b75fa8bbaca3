using Guardian.Hocon;

namespace Guardian.Kpi;

/// <summary>What the figures of a report are held against.</summary>
/// <remarks>HOCON: <c>guardian.kpi.targets</c>; defaults are written once, in the reference file.</remarks>
public sealed record KpiTargetOptions
{
    /// <summary>Least share of the wanted time in which workers were available.</summary>
    /// <value>Over 0 to 1.</value>
    public required double Availability { get; init; }

    /// <summary>Longest mean time to recover.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan RecoveryTime { get; init; }

    /// <summary>Least share of faults that were recovered with no person involved.</summary>
    /// <value>0 to 1.</value>
    public required double Automatic { get; init; }

    /// <summary>Largest share of detections that were false.</summary>
    /// <value>0 to 1.</value>
    public required double FalseDetections { get; init; }

    /// <summary>Largest share of wanted worker minutes in which something went wrong.</summary>
    /// <value>0 to 1.</value>
    public required double ErrorRate { get; init; }

    internal static KpiTargetOptions Read(HoconSection at, ConfigProblems problems)
    {
        KpiTargetOptions read = new()
        {
            Availability = at.Fraction("availability"),
            RecoveryTime = at.Duration("recovery-time"),
            Automatic = at.Fraction("automatic"),
            FalseDetections = at.Fraction("false-detections"),
            ErrorRate = at.Fraction("error-rate"),
        };
        problems.Require(read.Availability is > 0 and <= 1, at.Path("availability"), read.Availability, "must be over 0 % and not over 100 %");
        problems.Require(read.RecoveryTime > TimeSpan.Zero, at.Path("recovery-time"), read.RecoveryTime, "must be longer than zero");
        foreach ((string key, double share) in new[] { ("automatic", read.Automatic), ("false-detections", read.FalseDetections), ("error-rate", read.ErrorRate) })
        {
            problems.Require(share is >= 0 and <= 1, at.Path(key), share, "must be 0 % to 100 %");
        }

        at.RejectUnreadKeys(problems);
        return read;
    }
}
