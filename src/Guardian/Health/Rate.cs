using System.Globalization;

namespace Guardian.Health;

/// <summary>Reads rates such as <c>0.3/min</c>.</summary>
public static class Rate
{
    /// <summary>Reads a rate.</summary>
    /// <param name="text">A number over 0, a slash, and <c>s</c>, <c>min</c>, <c>h</c> or <c>d</c>; spaces around the slash are
    /// allowed.</param>
    /// <returns>The same rate per minute, or null when the text is no such rate.</returns>
    public static double? PerMinute(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length != 2
            || !double.TryParse(parts[0].Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number)
            || number <= 0)
        {
            return null;
        }

        return parts[1].Trim() switch
        {
            "s" => number * 60,
            "min" => number,
            "h" => number / 60,
            "d" => number / 1440,
            _ => null,
        };
    }
}
