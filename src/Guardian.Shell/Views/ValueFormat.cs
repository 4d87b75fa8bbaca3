using System.Globalization;
using System.Text.Json;
using Guardian.Hosting.Palettes;

namespace Guardian.Shell.Views;

/// <summary>Shows JSON values in the formats of palettes. A value that does not fit its format is shown as it is.</summary>
internal static class ValueFormat
{
    /// <summary>The cell of a value.</summary>
    /// <param name="value">The value; undefined when the field is missing.</param>
    /// <param name="format">How to show it.</param>
    /// <param name="now">For times.</param>
    public static Cell Of(JsonElement value, PaletteFormat format, DateTimeOffset now) => format switch
    {
        _ when value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null => format == PaletteFormat.Flag ? new Cell("") : Cell.None,
        PaletteFormat.State when value.ValueKind == JsonValueKind.String => State(value.GetString()!),
        PaletteFormat.Bytes when Number(value) is { } bytes => new Cell(Bytes(bytes), Tone.Plain, true),
        PaletteFormat.Percent when Number(value) is { } percent => new Cell(percent.ToString("0.0", CultureInfo.InvariantCulture) + " %", Tone.Plain, true),
        PaletteFormat.Seconds when Number(value) is { } seconds && Math.Abs(seconds) < 1e11 => new Cell(Duration(seconds), Tone.Plain, true),
        PaletteFormat.Ago when Time(value) is { } at => new Cell(Ago(now - at)),
        PaletteFormat.Since when Time(value) is { } at => new Cell(Duration(Math.Max(0, Math.Floor((now - at).TotalSeconds)))),
        PaletteFormat.Flag when value.ValueKind is JsonValueKind.True or JsonValueKind.False => new Cell(value.GetBoolean() ? "yes" : ""),
        _ => Text(value, now),
    };

    /// <summary>How a field is shown of which only the name is known: by the naming conventions of the API.</summary>
    public static PaletteFormat Conventional(string name) => name switch
    {
        "state" => PaletteFormat.State,
        "at" => PaletteFormat.Ago,
        _ when name.EndsWith("At", StringComparison.Ordinal) => PaletteFormat.Ago,
        _ when name.EndsWith("Bytes", StringComparison.Ordinal) => PaletteFormat.Bytes,
        _ when name.EndsWith("Percent", StringComparison.Ordinal) => PaletteFormat.Percent,
        _ when name.EndsWith("Seconds", StringComparison.Ordinal) => PaletteFormat.Seconds,
        _ => PaletteFormat.Text,
    };

    /// <summary>Bytes in the largest binary unit of which there is one.</summary>
    public static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        int unit = 0;

        // 1023.95 would be shown as 1024.0 of a unit that has only 1023 of them.
        while (Math.Abs(bytes) >= (unit == 0 ? 1024 : 1023.95) && unit < units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>A duration in its two largest units, a short one with fractions.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 0)
        {
            return "-" + Duration(-seconds);
        }

        if (seconds is > 0 and < 0.9995)
        {
            return (seconds * 1000).ToString(seconds < 0.01 ? "0.##" : "0", CultureInfo.InvariantCulture) + " ms";
        }

        if (seconds < 9.95)
        {
            return seconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";
        }

        long whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => Two(whole, 60, "m", 1, "s"),
            < 86_400 => Two(whole, 3600, "h", 60, "m"),
            _ => Two(whole, 86_400, "d", 3600, "h"),
        };
    }

    /// <summary>How long ago, in one unit; what is still to come is "in ...".</summary>
    public static string Ago(TimeSpan since)
    {
        long seconds = (long)Math.Floor(Math.Abs(since.TotalSeconds));
        string length = seconds switch
        {
            0 => "",
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} m",
            < 86_400 => $"{seconds / 3600} h",
            _ => $"{seconds / 86_400} d",
        };
        return length.Length == 0 ? "now" : since < TimeSpan.Zero ? "in " + length : length + " ago";
    }

    /// <summary>The colour of a state.</summary>
    public static Cell State(string state) => new(SafeText.Line(state), state.ToUpperInvariant() switch
    {
        "HEALTHY" => Tone.Good,
        "STARTING" or "WARNING" => Tone.Warning,
        "CRITICAL" or "DEAD" => Tone.Bad,
        "STOPPED" => Tone.Muted,
        _ => Tone.Plain,
    });

    private static Cell Text(JsonElement value, DateTimeOffset now) => value.ValueKind switch
    {
        JsonValueKind.String => new Cell(SafeText.Line(value.GetString()!)),
        JsonValueKind.Number => new Cell(value.GetRawText(), Tone.Plain, true),
        JsonValueKind.True => new Cell("true"),
        JsonValueKind.False => new Cell("false"),
        JsonValueKind.Array when value.GetArrayLength() == 0 => Cell.None,
        JsonValueKind.Array => new Cell(string.Join(", ", value.EnumerateArray().Select(item => Text(item, now).Text))),
        JsonValueKind.Object => Object(value, now),
        _ => Cell.None,
    };

    private static Cell Object(JsonElement value, DateTimeOffset now)
    {
        string text = string.Join(", ", value.EnumerateObject()
            .Where(field => field.Value.ValueKind != JsonValueKind.Null)
            .Select(field => $"{field.Name}={Of(field.Value, Conventional(field.Name), now).Text}"));
        return text.Length == 0 ? Cell.None : new Cell(SafeText.Line(text));
    }

    private static string Two(long seconds, long large, string largeUnit, long small, string smallUnit) =>
        seconds % large / small == 0 ? $"{seconds / large} {largeUnit}" : $"{seconds / large} {largeUnit} {seconds % large / small} {smallUnit}";

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    private static DateTimeOffset? Time(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
