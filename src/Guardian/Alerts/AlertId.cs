namespace Guardian.Alerts;

/// <summary>Makes ids that are short enough to be typed and ascend with time.</summary>
internal static class AlertId
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int Length = 9; // enough milliseconds for the years until 5188

    /// <summary>The next id.</summary>
    /// <param name="last">The number behind the last one.</param>
    /// <param name="now">Wall time.</param>
    /// <returns>Milliseconds since 1970, or one more than the last when that is not later.</returns>
    public static long Next(long last, DateTimeOffset now) => Math.Max(last + 1, now.ToUnixTimeMilliseconds());

    /// <summary>An id as text; texts sort like their numbers.</summary>
    public static string Text(long number)
    {
        Span<char> text = stackalloc char[Length];
        for (int at = Length - 1; at >= 0; at--, number /= Digits.Length)
        {
            text[at] = Digits[(int)(number % Digits.Length)];
        }

        return text.ToString();
    }

    /// <summary>The number at the front of an id, or 0 for anything else.</summary>
    public static long Number(string id)
    {
        long number = 0;
        foreach (char letter in id.AsSpan(0, Math.Min(Length, id.Length)))
        {
            int digit = Digits.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return 0;
            }

            number = (number * Digits.Length) + digit;
        }

        return id.Length < Length ? 0 : number;
    }
}
