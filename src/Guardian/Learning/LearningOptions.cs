using Guardian.Hocon;
using Guardian.Learning.Anomalies;
using Guardian.Learning.Forecasts;

namespace Guardian.Learning;

/// <summary>How a node learns from what it sees.</summary>
/// <remarks>HOCON: <c>guardian.learning</c>; defaults are written once, in the reference file.</remarks>
public sealed record LearningOptions
{
    /// <summary>When a value of a sampled series counts as an anomaly.</summary>
    public required AnomalyOptions Anomalies { get; init; }

    /// <summary>When a series is said to run into a limit.</summary>
    public required ForecastOptions Forecast { get; init; }

    internal static LearningOptions Read(HoconSection at, ConfigProblems problems)
    {
        LearningOptions read = new()
        {
            Anomalies = AnomalyOptions.Read(at.Section("anomalies"), problems),
            Forecast = ForecastOptions.Read(at.Section("forecast"), problems),
        };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
