using System.Globalization;

namespace Guardian;

/// <summary>Puts figures into the words that reasons are made of, the same in journal, shell and dashboard.</summary>
internal static class Wording
{
    /// <summary>A length of time with the unit that suits it.</summary>
    /// <param name="span">Zero or more.</param>
    /// <returns>For example <c>350 ms</c>, <c>2.1 s</c>, <c>60 s</c>, <c>5 min</c>, <c>3.5 h</c>, <c>30 d</c>.</returns>
    public static string Duration(TimeSpan span)
    {
        double seconds = span.TotalSeconds;
        return Math.Abs(seconds) switch
        {
            0 => "0 s",
            < 1 => Number(span.TotalMilliseconds, "ms"),
            // People think of the usual limits as 60 s, 90 s, 120 s.
            <= 120 => Number(seconds, "s"),
            <= 7200 => Number(span.TotalMinutes, "min"),
            <= 172_800 => Number(span.TotalHours, "h"),
            _ => Number(span.TotalDays, "d"),
        };
    }

    /// <summary>A size with a binary unit.</summary>
    /// <param name="bytes">Zero or more.</param>
    /// <returns>For example <c>512 B</c>, <c>1.2 GiB</c>.</returns>
    public static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        < 1024 => Number(bytes, "B"),
        < 1024 * 1024 => Number(bytes / 1024, "KiB"),
        < 1024 * 1024 * 1024 => Number(bytes / (1024 * 1024), "MiB"),
        _ => Number(bytes / (1024 * 1024 * 1024), "GiB"),
    };

    /// <summary>A share in percent.</summary>
    /// <param name="fraction">1 is 100 %.</param>
    /// <returns>For example <c>92 %</c>.</returns>
    public static string Percent(double fraction) => Number(fraction * 100, "%");

    /// <summary>A count with its noun in the right number.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">In the singular; the plural is made with an s.</param>
    /// <returns>For example <c>1 restart</c>, <c>5 restarts</c>.</returns>
    public static string Count(int count, string noun) =>
        count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s");

    /// <summary>A number with at most two decimals, and its unit.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="unit">What it counts.</param>
    /// <returns>For example <c>0.35 per min</c>.</returns>
    public static string Number(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}");
}
