using System.Globalization;

namespace Guardian.Learning.Forecasts;

/// <summary>Judges whether a series runs into a limit, and when.</summary>
/// <remarks>
/// Three things make a rise: more later points are higher than chance allows (<see cref="MannKendall"/>); the line through them
/// (<see cref="TrendLine"/>) meets the limit within the horizon; and the lows rise with it. The last sets a leak apart from memory
/// that a collector takes back from time to time: what falls back to where it was has not grown. Limits below a series are judged
/// by its negative.
/// </remarks>
public static class TrendForecast
{
    /// <summary>Fewest points that the test can tell from chance at one in a thousand with some to spare.</summary>
    private const int LeastPoints = 10;

    /// <summary>Part of the rise that the lows must share: the rest may be noise, but not the half.</summary>
    private const double LowsShare = 0.5;

    /// <summary>Judges a window.</summary>
    /// <param name="window">The newest part of the series.</param>
    /// <param name="limit">What it should stay under, in its own unit.</param>
    /// <param name="now">The moment that times are counted from.</param>
    /// <param name="options">What to believe.</param>
    /// <returns>What the series does, with the reason in words.</returns>
    public static TrendVerdict Judge(TrendWindow window, double limit, MonotonicTime now, ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<TrendPoint> points = window.Points;
        if (double.IsNaN(limit))
        {
            return new TrendVerdict.Unknown { Reason = "no limit is given" };
        }

        if (points.Count < LeastPoints)
        {
            return new TrendVerdict.Unknown { Reason = $"{Wording.Count(points.Count, "point")} so far, {LeastPoints} needed" };
        }

        TimeSpan span = points[^1].At - points[0].At;
        if (span < options.Least)
        {
            return new TrendVerdict.Unknown { Reason = $"seen for {Wording.Duration(span)} only, {Wording.Duration(options.Least)} needed" };
        }

        double[] hours = [.. points.Select(point => (point.At - points[^1].At).TotalHours)];
        double[] values = [.. points.Select(point => point.Value)];
        TrendLine line = TrendLine.Fit(hours, values);
        string rise = $"{Figure(line.Slope)} per hour over {Wording.Duration(span)}";
        if (!(line.Slope > 0) || line.Chance > options.Significance)
        {
            return new TrendVerdict.Steady { Reason = $"no significant rise ({rise}, chance {Chance(line.Chance)})" };
        }

        double[] lows = [.. points.Select(point => point.Low)];
        if (!LowsRise(hours, lows, line.Slope))
        {
            return new TrendVerdict.Steady { Reason = $"it rises ({rise}) but falls back again: its lows do not rise with it" };
        }

        return Reach(line, limit, now - points[^1].At, rise, options.Horizon);
    }

    private static TrendVerdict Reach(TrendLine line, double limit, TimeSpan age, string rise, TimeSpan horizon)
    {
        double left = limit - line.Level;
        TimeSpan likely = Until(left / line.Slope, age);
        TimeSpan earliest = Until((left - line.Spread) / Math.Max(line.Steepest, line.Slope), age);
        TimeSpan? latest = line.Lowest > 0 ? Until((left + line.Spread) / line.Lowest, age) : null;
        if (likely > horizon)
        {
            return new TrendVerdict.Steady { Reason = $"rises by {rise}; {Figure(limit)} is further away than {Wording.Duration(horizon)}" };
        }

        string when = likely == TimeSpan.Zero ? "is at the limit" : $"reaches {Figure(limit)} in {Wording.Duration(likely)}";
        string between = latest is { } end
            ? $"between {Wording.Duration(earliest)} and {Wording.Duration(end)}"
            : $"not before {Wording.Duration(earliest)}";
        return new TrendVerdict.Rising(line.Slope, likely, earliest, latest, line.Chance)
        {
            Reason = $"rises by {rise}; {when} ({between}; chance {Chance(line.Chance)})",
        };
    }

    /// <summary>True when what the series never fell below again has risen too, and the last third lies above the ones before.</summary>
    private static bool LowsRise(double[] hours, double[] lows, double slope)
    {
        double[] floor = [.. lows];
        for (int at = floor.Length - 2; at >= 0; at--)
        {
            floor[at] = Math.Min(floor[at], floor[at + 1]);
        }

        int third = lows.Length / 3;
        double first = lows.AsSpan(0, third).ToArray().Min();
        double middle = lows.AsSpan(third, third).ToArray().Min();
        double last = lows.AsSpan(2 * third).ToArray().Min();
        double expected = slope * (hours[2 * third] - hours[0]);
        return last - first >= LowsShare * expected && middle - first >= LowsShare * LowsShare * expected / 2
            && TrendLine.SlopeOf(hours, floor) >= LowsShare * slope;
    }

    /// <summary>Hours from the newest point, as time from now; what is past is zero, what is out of sight the longest time.</summary>
    private static TimeSpan Until(double hours, TimeSpan age)
    {
        double fromNow = hours - age.TotalHours;
        return fromNow <= 0 ? TimeSpan.Zero : fromNow < TimeSpan.MaxValue.TotalHours / 2 ? TimeSpan.FromHours(fromNow) : TimeSpan.MaxValue;
    }

    private static string Figure(double value) =>
        value.ToString(Math.Abs(value) is >= 10_000 and < 1e15 ? "N0" : "G4", CultureInfo.InvariantCulture);

    private static string Chance(double chance) =>
        chance < 0.0001 ? "under 0.01 %" : (chance * 100).ToString("0.## '%'", CultureInfo.InvariantCulture);
}
