using Guardian.Hocon;

namespace Guardian.Learning.Forecasts;

/// <summary>When a series is said to run into a limit.</summary>
/// <remarks>HOCON: <c>guardian.learning.forecast</c>; defaults are written once, in the reference file. Applied by
/// <see cref="TrendForecast"/>.</remarks>
public sealed record ForecastOptions
{
    /// <summary>Newest part of a series that a trend is taken from.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Window { get; init; }

    /// <summary>Means that the window is thinned to.</summary>
    /// <value>10 to 500.</value>
    public required int Points { get; init; }

    /// <summary>Part of the window that must be filled before a trend is believed.</summary>
    /// <value>Longer than zero, at most <see cref="Window"/>.</value>
    public required TimeSpan Least { get; init; }

    /// <summary>Most that chance may explain of a trend.</summary>
    /// <value>Over 0 to 0.1.</value>
    public required double Significance { get; init; }

    /// <summary>A limit that is reached later is no trouble yet.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Horizon { get; init; }

    internal static ForecastOptions Read(HoconSection at, ConfigProblems problems)
    {
        ForecastOptions read = new()
        {
            Window = at.Duration("window"),
            Points = at.Int32("points"),
            Least = at.Duration("least"),
            Significance = at.Fraction("significance"),
            Horizon = at.Duration("horizon"),
        };
        problems.Require(read.Window > TimeSpan.Zero, at.Path("window"), read.Window, "must be longer than zero");
        problems.Require(read.Points is >= 10 and <= 500, at.Path("points"), read.Points, "must be 10 to 500");
        problems.Require(read.Least > TimeSpan.Zero, at.Path("least"), read.Least, "must be longer than zero");
        problems.Require(
            read.Least <= read.Window, at.Path("least"), read.Least, $"must not be longer than window ({Wording.Duration(read.Window)})");
        problems.Require(read.Significance is > 0 and <= 0.1, at.Path("significance"), read.Significance, "must be over 0 % to 10 %");
        problems.Require(read.Horizon > TimeSpan.Zero, at.Path("horizon"), read.Horizon, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
