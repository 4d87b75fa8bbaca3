using System.Buffers;
using System.Collections.Frozen;

namespace Guardian.Learning.Patterns;

/// <summary>Recognises what a logging library puts in front of a message: time, host, program and pid, level, thread, logger.</summary>
/// <remarks>
/// A header begins with a time or a level; without either the whole line is the message. After that, in any order: levels, fields in
/// brackets without blanks (or closed by a dash or colon), <c>program[pid]:</c> with the host before it, a dotted logger's name with a
/// colon or dash after it, and separators.
/// </remarks>
public static class LogHeader
{
    /// <summary>A time has at most this many words (weekday, month, day, time, zone, year).</summary>
    private const int TimeWords = 6;

    private static readonly SearchValues<char> s_timeSigns = SearchValues.Create("0123456789:-/.,TZ+");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_levels = new[]
    {
        "trace", "trce", "debug", "dbug", "dbg", "info", "information", "notice", "warn", "warning", "error", "err", "eror", "fail", "fatal", "crit", "critical",
        "alert", "emerg", "emergency", "severe", "fine", "verbose",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_names = new[]
    {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "utc", "gmt", "cet", "cest",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The message of a line.</summary>
    /// <param name="line">A line of a log.</param>
    /// <returns>The part after the header; the whole line when there is no header, or nothing after it.</returns>
    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = Time(line.TrimStart());
        bool hasHeader = rest.Length < line.TrimStart().Length;
        while (rest.Length > 0)
        {
            int field = Field(rest, hasHeader);
            if (field == 0)
            {
                break;
            }

            rest = rest[field..].TrimStart();
            hasHeader = true;
        }

        return rest.IsWhiteSpace() ? line : rest;
    }

    /// <summary>Length of the next field of the header; 0: the message begins.</summary>
    private static int Field(ReadOnlySpan<char> rest, bool hasHeader)
    {
        ReadOnlySpan<char> word = First(rest);
        if (s_levels.Contains(word.Trim("[]()<>:-|")))
        {
            // "Error: no such file" is a message that begins like a level: without a time before it only capitals or brackets count.
            bool isMarked = word[0] is '[' or '(' or '<' || !word.ContainsAnyInRange('a', 'z') || word.Length == rest.Length;
            return hasHeader || isMarked ? word.Length : 0;
        }

        if (!hasHeader)
        {
            return 0;
        }

        if (word is "-" or "|" or ":" or "--" or "---" || word.TrimEnd(':') is [>= '0' and <= '9', ..] && IsAllDigits(word.TrimEnd(':')))
        {
            return word.Length;
        }

        if (word[0] is '[' or '(')
        {
            return BracketLength(rest);
        }

        ReadOnlySpan<char> next = First(rest[word.Length..].TrimStart());
        if (IsProgram(word))
        {
            return word.Length;
        }

        if (IsProgram(next))
        {
            return next.Length + rest.IndexOf(next); // the host stands before
        }

        bool isLogger = word.IndexOfAny('.', '$') > 0 && char.IsLetter(word[0]) && word.IndexOfAny("/()=") < 0;
        return isLogger && (word[^1] == ':' || next is "-" or ":") ? word.Length : 0;
    }

    private static ReadOnlySpan<char> Time(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = line.StartsWith("[") ? line[1..] : line;
        bool hasClock = false;
        int words = 0;
        while (words < TimeWords && rest.Length > 0)
        {
            ReadOnlySpan<char> word = First(rest);
            ReadOnlySpan<char> bare = word.TrimEnd("],:");
            bool isTime = IsTimeLike(bare);
            if (!isTime && !s_names.Contains(bare) && !(IsAllDigits(bare) && (hasClock || words > 0 || bare.Length >= 6)))
            {
                break;
            }

            hasClock |= isTime || bare.Length >= 6;
            words++;
            rest = rest[word.Length..].TrimStart();
            if (word[^1] == ']')
            {
                break;
            }
        }

        return hasClock ? rest : line;
    }

    /// <summary>Figures with separators of dates and times: 20:30:17,123 or 2031-05-04T12:00:00Z.</summary>
    private static bool IsTimeLike(ReadOnlySpan<char> word) =>
        word.Length >= 5 && char.IsAsciiDigit(word[0]) && !word.ContainsAnyExcept(s_timeSigns) && word.IndexOfAny(":-/") > 0
        && word.Count(':') is 0 or 1 or 2 or 3 && word.Count('.') <= 2;

    private static bool IsAllDigits(ReadOnlySpan<char> word) => word.Length > 0 && !word.ContainsAnyExceptInRange('0', '9');

    /// <summary><c>name[123]:</c>.</summary>
    private static bool IsProgram(ReadOnlySpan<char> word)
    {
        int open = word.IndexOf('[');
        return open > 0 && word.EndsWith("]:") && IsAllDigits(word[(open + 1)..^2]);
    }

    private static int BracketLength(ReadOnlySpan<char> rest)
    {
        int depth = 0;
        bool hasBlank = false;
        for (int at = 0; at < rest.Length; at++)
        {
            depth += rest[at] is '[' or '(' ? 1 : rest[at] is ']' or ')' ? -1 : 0;
            hasBlank |= char.IsWhiteSpace(rest[at]);
            if (depth == 0)
            {
                ReadOnlySpan<char> after = rest[(at + 1)..];
                bool isClosed = after.StartsWith(":") || after.TrimStart().StartsWith("- ");
                return isClosed ? at + 1 + (after.StartsWith(":") ? 1 : 0) : hasBlank || !after.StartsWith(" ") ? 0 : at + 1;
            }
        }

        return 0;
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return text[..end];
    }
}
