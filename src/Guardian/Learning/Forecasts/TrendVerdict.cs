namespace Guardian.Learning.Forecasts;

/// <summary>What a series does with regard to a limit above it.</summary>
public abstract record TrendVerdict
{
    private TrendVerdict() { }

    /// <summary>Why, in words with figures.</summary>
    public required string Reason { get; init; }

    /// <summary>It does not run into the limit within the horizon.</summary>
    public sealed record Steady : TrendVerdict;

    /// <summary>It runs into the limit.</summary>
    /// <param name="SlopePerHour">Rise in an hour, in the values' unit.</param>
    /// <param name="ReachesLimitIn">Most likely time until then; zero when it is there.</param>
    /// <param name="Earliest">Earliest time until then, as far as 95 % of what was seen goes.</param>
    /// <param name="Latest">Latest time until then; null when it may also never be reached.</param>
    /// <param name="Significance">Chance that a series without trend looks like this, 0 to 1.</param>
    public sealed record Rising(double SlopePerHour, TimeSpan ReachesLimitIn, TimeSpan Earliest, TimeSpan? Latest, double Significance)
        : TrendVerdict;

    /// <summary>Too little is known.</summary>
    public sealed record Unknown : TrendVerdict;
}
