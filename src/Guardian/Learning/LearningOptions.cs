using Guardian.Hocon;
using Guardian.Learning.Anomalies;
using Guardian.Learning.Forecasts;
using Guardian.Learning.Knowledge;
using Guardian.Learning.Patterns;

namespace Guardian.Learning;

/// <summary>How the node learns from what it sees and did.</summary>
/// <remarks>HOCON: <c>guardian.learning</c>; defaults are written once, in the reference file.</remarks>
public sealed record LearningOptions
{
    /// <summary>How log lines are grouped into templates.</summary>
    public required TemplateMinerOptions Patterns { get; init; }

    /// <summary>When a value of a sampled series counts as an anomaly.</summary>
    public required AnomalyOptions Anomalies { get; init; }

    /// <summary>When a series is said to run into a limit.</summary>
    public required ForecastOptions Forecast { get; init; }

    /// <summary>What has helped against what.</summary>
    public required KnowledgeOptions Knowledge { get; init; }

    /// <summary>How sages gain and lose weight in the council.</summary>
    public required TrustOptions Trust { get; init; }

    internal static LearningOptions Read(HoconSection at, ConfigProblems problems)
    {
        LearningOptions read = new()
        {
            Patterns = TemplateMinerOptions.Read(at.Section("patterns"), problems),
            Anomalies = AnomalyOptions.Read(at.Section("anomalies"), problems),
            Forecast = ForecastOptions.Read(at.Section("forecast"), problems),
            Knowledge = KnowledgeOptions.Read(at.Section("knowledge"), problems),
            Trust = TrustOptions.Read(at.Section("trust"), problems),
        };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
