namespace Guardian.Learning.Patterns;

/// <summary>The line that names an exception: <c>System.IO.IOException: disk full</c>.</summary>
/// <param name="Type">Its type without namespace.</param>
/// <param name="Message">What stands after the colon.</param>
internal sealed record ExceptionLine(string Type, string Message)
{
    private const int LongestMessage = 500;
    private const int LongestType = 120;

    private static readonly string[] s_endings = ["Exception", "Error", "Throwable", "Failure", "Fault", "Interrupt", "Exit"];

    /// <summary>Finds an exception in a line of .NET, Java or Node.</summary>
    /// <param name="line">A line, perhaps with words before the type.</param>
    /// <returns>The exception, of several joined by <c>---&gt;</c> the innermost; null: the line names none.</returns>
    public static ExceptionLine? Parse(ReadOnlySpan<char> line)
    {
        int inner = line.LastIndexOf("---> ");
        ReadOnlySpan<char> text = (inner >= 0 ? line[(inner + 5)..] : line).Trim();
        int from = 0;
        while (from < text.Length)
        {
            int end = from;
            while (end < text.Length && IsTypeSign(text[end]))
            {
                end++;
            }

            if (end > from && end - from <= LongestType && IsTypeName(text[from..end], isFirst: from == 0) && EndsType(text[end..], out int message))
            {
                return Create(text[from..end], text[Math.Min(text.Length, end + message)..]);
            }

            from = end + 1;
        }

        return null;
    }

    /// <summary>Reads the last line of a Python trace.</summary>
    /// <param name="line">A line that is not indented.</param>
    /// <returns>The exception; null: the line is something else.</returns>
    public static ExceptionLine? ParsePython(ReadOnlySpan<char> line)
    {
        int end = 0;
        while (end < line.Length && IsTypeSign(line[end]))
        {
            end++;
        }

        bool isType = end is > 0 and <= LongestType && (char.IsLetter(line[0]) || line[0] == '_') && (line[end..].IsWhiteSpace() || line[end] == ':');
        return isType ? Create(line[..end], line[Math.Min(line.Length, end + 1)..]) : null;
    }

    private static ExceptionLine Create(ReadOnlySpan<char> type, ReadOnlySpan<char> message)
    {
        ReadOnlySpan<char> text = message.Trim();
        return new ExceptionLine(type[(type.LastIndexOfAny('.', '+', '$') + 1)..].TrimEnd("`0123456789").ToString(), text[..Math.Min(text.Length, LongestMessage)].ToString());
    }

    private static bool IsTypeSign(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '$' or '+' or '`';

    /// <summary>Named like an exception, or a dotted name with a capital at the beginning of the line.</summary>
    private static bool IsTypeName(ReadOnlySpan<char> word, bool isFirst)
    {
        ReadOnlySpan<char> last = word[(word.LastIndexOfAny('.', '+', '$') + 1)..];
        if (last.Length == 0 || !char.IsAsciiLetterUpper(last[0]))
        {
            return false;
        }

        foreach (string ending in s_endings)
        {
            if (last.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return isFirst && word.Contains('.');
    }

    /// <summary>A type ends at a colon or the end of the line; Node puts a code in brackets between: <c>Error [ERR_X]: text</c>.</summary>
    private static bool EndsType(ReadOnlySpan<char> after, out int message)
    {
        message = 1;
        if (after.IsEmpty || after[0] == ':')
        {
            return true;
        }

        int close = after.StartsWith(" [") ? after.IndexOf("]:") : -1;
        message = close + 2;
        return close > 0;
    }
}
