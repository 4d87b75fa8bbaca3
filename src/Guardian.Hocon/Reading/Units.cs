using System.Globalization;
using System.Numerics;

namespace Guardian.Hocon;

/// <summary>Numbers with units: durations, periods, sizes, shares. Each returns null and the rule that was broken, or the value.</summary>
internal static class Units
{
    private const string DurationRule = "must be a duration such as 500ms, 30s, 5m, 2h or 7d";
    private const string PeriodRule = "must be a period such as 7d, 2w, 6m or 1y";
    private const string SizeRule = "must be a size such as 512, 64kB (powers of 1000) or 64KiB (powers of 1024)";
    private const string FractionRule = "must be a share such as 80% or 0.8";

    // The empty name is the unit of a bare number.
    private static readonly Dictionary<string, decimal> s_ticks = Expand(
        (1m / 100, "ns nano nanos nanosecond nanoseconds"),
        (TimeSpan.TicksPerMicrosecond, "us micro micros microsecond microseconds"),
        (TimeSpan.TicksPerMillisecond, " ms milli millis millisecond milliseconds"),
        (TimeSpan.TicksPerSecond, "s second seconds"),
        (TimeSpan.TicksPerMinute, "m minute minutes"),
        (TimeSpan.TicksPerHour, "h hour hours"),
        (TimeSpan.TicksPerDay, "d day days"));

    private static readonly Dictionary<string, BigInteger> s_bytes = Sizes();

    /// <summary>The units in which a duration is shown, largest first.</summary>
    private static readonly (long Ticks, string Name)[] s_shown =
    [
        (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s"),
        (TimeSpan.TicksPerMillisecond, "ms"), (TimeSpan.TicksPerMicrosecond, "us"),
    ];

    /// <summary>Reads a duration; a bare number is milliseconds, <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public static (TimeSpan? Value, string Rule) Duration(string text)
    {
        if (text.Trim() == "infinite")
        {
            return (Timeout.InfiniteTimeSpan, "");
        }

        if (Split(text) is not { } parts || !TryDecimal(parts.Number, out decimal number))
        {
            return (null, DurationRule);
        }

        if (!s_ticks.TryGetValue(parts.Unit, out decimal ticks))
        {
            return (null, UnknownUnit(parts.Unit, s_ticks.Keys, DurationRule));
        }

        // Compared before multiplied: the product of the largest numbers overflows.
        return Math.Abs(number) > long.MaxValue / ticks
            ? (null, "must be a shorter duration: the longest is about 29,000 years")
            : (new TimeSpan((long)Math.Round(number * ticks, MidpointRounding.AwayFromZero)), "");
    }

    /// <summary>Reads a period; a bare number is days, <c>m</c> is months.</summary>
    public static (HoconPeriod? Value, string Rule) Period(string text)
    {
        if (Split(text) is not { } parts
            || !int.TryParse(parts.Number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return (null, PeriodRule);
        }

        return parts.Unit switch
        {
            "" or "d" or "day" or "days" => (new HoconPeriod(0, 0, number), ""),
            "w" or "week" or "weeks" when Math.Abs((long)number) <= int.MaxValue / 7 => (new HoconPeriod(0, 0, number * 7), ""),
            "m" or "mo" or "month" or "months" => (new HoconPeriod(0, number, 0), ""),
            "y" or "year" or "years" => (new HoconPeriod(number, 0, 0), ""),
            _ => (null, PeriodRule),
        };
    }

    /// <summary>Reads a size; a bare number is bytes; a fraction of a byte is cut off.</summary>
    public static (long? Value, string Rule) Size(string text)
    {
        if (Split(text) is not { } parts || !TryDecimal(parts.Number, out decimal number))
        {
            return (null, SizeRule);
        }

        if (!s_bytes.TryGetValue(parts.Unit, out BigInteger unit))
        {
            return (null, UnknownUnit(parts.Unit, s_bytes.Keys, SizeRule));
        }

        // Exact: the number is a whole mantissa over a power of ten.
        int[] bits = decimal.GetBits(number);
        BigInteger mantissa = new(new decimal(bits[0], bits[1], bits[2], number < 0, scale: 0));
        BigInteger bytes = mantissa * unit / BigInteger.Pow(10, number.Scale);
        return bytes < 0 ? (null, "must not be negative")
            : bytes > long.MaxValue ? (null, "must be a smaller size: the largest is just under 8EiB")
            : ((long)bytes, "");
    }

    /// <summary>Reads a share: a number, or a number of percent.</summary>
    public static (double? Value, string Rule) Fraction(string text)
    {
        string trimmed = text.Trim();
        bool percent = trimmed.EndsWith('%');
        string number = (percent ? trimmed[..^1] : trimmed).TrimEnd();
        // In decimal, so that 7% is the double nearest to 0.07.
        return HoconNumber.IsNumber(number) && TryDecimal(number, out decimal value)
            ? ((double)(percent ? value / 100 : value), "")
            : (null, FractionRule);
    }

    /// <summary>A duration as it would be written, in the largest unit that fits without a fraction.</summary>
    public static string Show(TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            return "infinite";
        }

        if (time == TimeSpan.Zero)
        {
            return "0s";
        }

        (long ticks, string name) = s_shown.FirstOrDefault(unit => time.Ticks % unit.Ticks == 0);
        return ticks == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{(decimal)time.Ticks * 100}ns")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Ticks / ticks}{name}");
    }

    /// <summary>Number and unit; null where the text does not begin with a number or goes on after the letters.</summary>
    private static (string Number, string Unit)? Split(string text)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int letters = trimmed.Length;
        while (letters > 0 && char.IsLetter(trimmed[letters - 1]))
        {
            letters--;
        }

        string number = trimmed[..letters].TrimEnd().ToString();
        return HoconNumber.IsNumber(number) ? (number, trimmed[letters..].ToString()) : null;
    }

    private static bool TryDecimal(string number, out decimal value) =>
        decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string UnknownUnit(string unit, IEnumerable<string> known, string rule)
    {
        string nearest = Suggestion.For(unit, known.Where(name => name.Length > 0));
        return $"{rule}; the unit '{unit}' is not known{nearest}";
    }

    private static Dictionary<string, decimal> Expand(params (decimal Factor, string Names)[] units) =>
        units.SelectMany(unit => unit.Names.Split(' ').Select(name => (name, unit.Factor)))
            .ToDictionary(unit => unit.name, unit => unit.Factor);

    private static Dictionary<string, BigInteger> Sizes()
    {
        Dictionary<string, BigInteger> sizes = new() { [""] = 1, ["B"] = 1, ["b"] = 1, ["byte"] = 1, ["bytes"] = 1 };
        string[] decimals = ["kilo", "mega", "giga", "tera", "peta", "exa", "zetta", "yotta"];
        string[] binaries = ["kibi", "mebi", "gibi", "tebi", "pebi", "exbi", "zebi", "yobi"];
        for (int power = 1; power <= decimals.Length; power++)
        {
            string letter = "KMGTPEZY"[power - 1].ToString();
            string small = letter.ToLowerInvariant();
            string ten = decimals[power - 1] + "byte", two = binaries[power - 1] + "byte";
            foreach (string name in new[] { power == 1 ? "kB" : letter + "B", ten, ten + "s" })
            {
                sizes.Add(name, BigInteger.Pow(1000, power));
            }

            foreach (string name in new[] { letter, small, letter + "i", letter + "iB", two, two + "s" })
            {
                sizes.Add(name, BigInteger.Pow(1024, power));
            }
        }

        return sizes;
    }
}
