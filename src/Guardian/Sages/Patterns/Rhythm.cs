using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Sages.Patterns;

/// <summary>Finds out whether episodes come at regular distances, or at a time of day.</summary>
public static class Rhythm
{
    /// <summary>Fewest distances between episodes that make a rhythm.</summary>
    public const int FewestGaps = 3;

    /// <summary>Most that distances may vary: standard deviation by mean.</summary>
    public const double MostVariation = 0.1;

    /// <summary>Length of the part of a day that most episodes must fall into, in hours.</summary>
    public const int HoursWide = 3;

    private const int FewestForHours = 5;
    private const double MostOfThem = 0.7; // by chance 3 hours of 24 hold an eighth

    /// <summary>Describes the rhythm.</summary>
    /// <param name="episodes">Oldest first.</param>
    /// <returns>For example <c>every 62 to 64 min (5 times)</c> or <c>mostly between 02:00 and 05:00 (7 of 9 times)</c>; null when there is none.</returns>
    public static string? Of(ImmutableArray<Episode> episodes)
    {
        double[] gaps = [.. episodes.Zip(episodes.Skip(1), (earlier, later) => (later.Start - earlier.Start).TotalSeconds)];
        if (gaps.Length >= FewestGaps)
        {
            double mean = gaps.Average();
            double deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
            if (mean > 0 && deviation / mean <= MostVariation)
            {
                return $"every {Span(gaps.Min(), gaps.Max())} ({episodes.Length} times)";
            }
        }

        return Hours(episodes);
    }

    private static string? Hours(ImmutableArray<Episode> episodes)
    {
        // Episodes of one day cannot show a time of day.
        if (episodes.Length < FewestForHours || episodes[^1].Start - episodes[0].Start < TimeSpan.FromDays(2))
        {
            return null;
        }

        (int start, int inside) = Enumerable.Range(0, 24)
            .Select(hour => (hour, episodes.Count(episode => ((episode.Label.Hour - hour + 24) % 24) < HoursWide)))
            .MaxBy(window => window.Item2);
        return inside >= MostOfThem * episodes.Length
            ? string.Create(CultureInfo.InvariantCulture, $"mostly between {start:00}:00 and {(start + HoursWide) % 24:00}:00 ({inside} of {episodes.Length} times)")
            : null;
    }

    private static string Span(double shortest, double longest)
    {
        (double scale, string unit) = longest switch { < 120 => (1, "s"), < 7200 => (60, "min"), < 172_800 => (3600, "h"), _ => (86_400, "d") };
        string from = (shortest / scale).ToString("0.#", CultureInfo.InvariantCulture);
        string to = (longest / scale).ToString("0.#", CultureInfo.InvariantCulture);
        return from == to ? $"{from} {unit}" : $"{from} to {to} {unit}";
    }
}
