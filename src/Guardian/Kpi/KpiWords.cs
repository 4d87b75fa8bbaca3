using System.Globalization;

namespace Guardian.Kpi;

/// <summary>Puts figures of reports into words.</summary>
internal static class KpiWords
{
    /// <summary>A figure with its unit; a dash when there is none.</summary>
    public static string Value(double? value, string unit) => value is not { } known ? "-" : unit switch
    {
        // Rounded down: 99.996 % is not to read as 100.
        "percent" => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor((known * 100) + 1e-6) / 100:0.##} %"),
        "seconds" => Seconds(known),
        "per hour" => Wording.Number(known, unit),
        _ => known.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>A length of time with the unit that suits it.</summary>
    public static string Seconds(double seconds) => Wording.Duration(TimeSpan.FromSeconds(seconds));
}
