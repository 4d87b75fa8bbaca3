namespace Guardian.Learning.Forecasts;

/// <summary>What a series does with regard to a limit above it.</summary>
/// <param name="Reason">In words, with figures.</param>
public abstract record TrendVerdict(string Reason)
{
    /// <summary>It does not run into the limit within the horizon.</summary>
    /// <param name="Reason">In words, with figures.</param>
    public sealed record Steady(string Reason) : TrendVerdict(Reason);

    /// <summary>It runs into the limit.</summary>
    /// <param name="SlopePerHour">Rise in an hour, in the values' unit.</param>
    /// <param name="ReachesLimitIn">Most likely time until then; zero when it is there.</param>
    /// <param name="Earliest">Earliest time until then, as far as 95 % of what was seen goes.</param>
    /// <param name="Latest">Latest time until then; null when it may also never be reached.</param>
    /// <param name="Significance">Chance that a series without trend looks like this, 0 to 1.</param>
    /// <param name="Reason">In words, with figures.</param>
    public sealed record Rising(
        double SlopePerHour, TimeSpan ReachesLimitIn, TimeSpan Earliest, TimeSpan? Latest, double Significance, string Reason)
        : TrendVerdict(Reason);

    /// <summary>Too little is known.</summary>
    /// <param name="Reason">What is missing.</param>
    public sealed record Unknown(string Reason) : TrendVerdict(Reason);
}
