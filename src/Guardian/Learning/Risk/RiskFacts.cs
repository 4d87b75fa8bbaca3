using Guardian.Learning.Forecasts;

namespace Guardian.Learning.Risk;

/// <summary>What is known of an instance, or of a worker, when its risk is judged.</summary>
/// <remarks>The caller bounds the lists; a few dozen of each are plenty.</remarks>
public sealed record RiskFacts
{
    /// <summary>How long the worker has been watched.</summary>
    /// <value>Zero or more; less means that a failure counts for more.</value>
    public required TimeSpan Watched { get; init; }

    /// <summary>How long ago each restart and fault was.</summary>
    /// <value>Each zero or more.</value>
    public required ValueArray<TimeSpan> Failures { get; init; }

    /// <summary>How long it has been running now.</summary>
    /// <value>Zero or more.</value>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Earlier lives, in any order.</summary>
    public required ValueArray<PastLife> Lives { get; init; }

    /// <summary>Forecasts of its series, each with the limit that it is about.</summary>
    public required ValueArray<TrendVerdict> Forecasts { get; init; }

    /// <summary>How long ago each anomaly of its series was.</summary>
    /// <value>Each zero or more.</value>
    public required ValueArray<TimeSpan> Anomalies { get; init; }

    /// <summary>Error lines in a minute, lately.</summary>
    /// <value>0 or more.</value>
    public required double ErrorsPerMinute { get; init; }

    /// <summary>Error lines in a minute that are usual for it.</summary>
    /// <value>0 or more.</value>
    public required double UsualErrorsPerMinute { get; init; }
}
