using System.Globalization;

namespace Guardian.FaultWorker;

/// <summary>Durations and sizes as the command line and control files write them.</summary>
internal static class Quantities
{
    /// <summary>Reads <c>250ms</c>, <c>5s</c>, <c>2m</c>.</summary>
    /// <exception cref="FormatException">It is no duration.</exception>
    public static TimeSpan Duration(string text)
    {
        (string number, string unit) = Split(text);
        double value = Number(number);
        return unit switch
        {
            "ms" => TimeSpan.FromMilliseconds(value),
            "s" => TimeSpan.FromSeconds(value),
            "m" => TimeSpan.FromMinutes(value),
            _ => throw new FormatException($"'{text}' is no duration"),
        };
    }

    /// <summary>Reads a number with the decimal point.</summary>
    /// <exception cref="FormatException">It is no number.</exception>
    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Takes <c>/s</c> off.</summary>
    /// <exception cref="FormatException">It is not there.</exception>
    public static string PerSecond(string text) =>
        text.EndsWith("/s", StringComparison.Ordinal) ? text[..^2] : throw new FormatException($"'{text}' is not per second (/s)");

    /// <summary>Reads <c>512KiB</c>, <c>10MiB</c>, <c>1GiB</c>.</summary>
    /// <exception cref="FormatException">It is no size.</exception>
    public static long Size(string text)
    {
        (string number, string unit) = Split(text);
        long factor = unit switch
        {
            "B" or "" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            _ => throw new FormatException($"'{text}' is no size"),
        };
        return (long)(Number(number) * factor);
    }

    private static (string Number, string Unit) Split(string text)
    {
        int letters = text.AsSpan().IndexOfAnyExceptInRange('.', '9');
        return letters < 0 ? (text, "") : (text[..letters], text[letters..].Trim());
    }
}
