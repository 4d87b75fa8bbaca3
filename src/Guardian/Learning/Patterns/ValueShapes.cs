using System.Buffers;
using System.Collections.Frozen;

namespace Guardian.Learning.Patterns;

/// <summary>Knows what values look like that stand for one occurrence only: addresses, identifiers, paths, hosts, names.</summary>
internal static class ValueShapes
{
    private static readonly SearchValues<char> s_endsOfNames = SearchValues.Create(" \t,;:)]'\"");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_messageKeys = new[]
    {
        "message", "msg", "event", "error", "err", "exception", "reason", "level", "severity", "lvl", "status_text",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_units = new[]
    {
        "ns", "us", "µs", "ms", "s", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs", "d", "Z", "k", "K", "M", "G", "b", "B", "kb", "KB", "kB", "MB", "GB", "TB", "KiB",
        "MiB", "GiB", "TiB", "Hz", "kHz", "MHz", "GHz", "px", "x",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    // Words that follow "for user" or "invalid user" when the name itself is missing.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_notNames = new[]
    {
        "from", "by", "at", "on", "in", "is", "was", "has", "not", "with", "does", "to", "and", "or", "already", "id", "ids", "name", "for", "failed", "request", "requests", "input", "error", "session", "authentication", "agent", "action", "data", "settings", "interface",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    // RFC 6761 and RFC 8375 names, what private networks use, and the generic domains that most hosts live in.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_topDomains = new[]
    {
        "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "arpa", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "test",
        "example", "invalid",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    // Two letters after a dot that are a kind of file more often than a country.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_fileEndings = new[]
    {
        "py", "rs", "sh", "cs", "js", "ts", "go", "md", "so", "rb", "pl", "ml", "cc", "gz", "db", "hs", "ex", "kt", "vb", "fs", "ps",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The value of this key is the message, or says how bad it is: it tells lines apart.</summary>
    /// <param name="key">Key, without quotes.</param>
    /// <returns>True for such a key.</returns>
    public static bool IsMessageKey(ReadOnlySpan<char> key) => key.Length <= 11 && s_messageKeys.Contains(key);

    /// <summary>Length of the address, path or host that begins here; 0: none does.</summary>
    /// <param name="text">The rest of the line.</param>
    /// <param name="before">The character before; a blank at the beginning.</param>
    /// <returns>Characters, without punctuation that ends a clause.</returns>
    public static int Length(ReadOnlySpan<char> text, char before)
    {
        char c = text[0];
        if (c is '/' or '~' or '.' or '\\')
        {
            return PathLength(text, before);
        }

        if (!char.IsAsciiLetterOrDigit(c) && c != ':')
        {
            return 0;
        }

        if (char.IsAsciiHexDigit(c) || c == ':')
        {
            int group = HexGroupLength(text);
            if (group > 0)
            {
                return group;
            }
        }

        return c == ':' || before is '.' or '-' or '_' or '@' or '/' ? 0 : NamedPlaceLength(text);
    }

    /// <summary>A whole part of a word that is a number with its unit, a hexadecimal number, or an identifier made by a machine.</summary>
    /// <param name="part">Letters and digits.</param>
    /// <returns>True when nothing of it is worth keeping.</returns>
    public static bool IsIdentifier(ReadOnlySpan<char> part)
    {
        int digits = 0;
        while (digits < part.Length && char.IsAsciiDigit(part[digits]))
        {
            digits++;
        }

        if (digits == part.Length || (digits > 0 && s_units.Contains(part[digits..])))
        {
            return true;
        }

        if (part.Length > 2 && part[0] == '0' && part[1] is 'x' or 'X' && IsHex(part[2..]))
        {
            return true;
        }

        // Six hexadecimal digits, one of them a figure: shorter ones and those of letters only are words (face, 3d, added).
        if (part.Length >= 6 && IsHex(part))
        {
            return part.ContainsAnyInRange('0', '9');
        }

        return part.Length >= 8 && DigitRuns(part) >= 3; // letters and figures in turn: no name that a person gave
    }

    /// <summary>Length of the name that begins here; 0: another word stands there.</summary>
    /// <param name="text">The rest of the line.</param>
    /// <returns>Characters.</returns>
    public static int NameLength(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAny(s_endsOfNames);
        length = length < 0 ? text.Length : length;
        return length == 0 || text[0] is '[' or '(' or '<' || s_notNames.Contains(text[..length]) ? 0 : length;
    }

    private static int PathLength(ReadOnlySpan<char> text, char before)
    {
        int root = text switch
        {
            ['/', ..] => 1,
            ['~', '/', ..] or ['.', '/', ..] => 2,
            ['.', '.', '/', ..] => 3,
            ['\\', '\\', ..] => 2,
            _ => 0,
        };
        if (root == 0 || text.Length == root || before is ')' or ']' or '>' or '.' or '/' || !(char.IsLetterOrDigit(text[root]) || text[root] is '.' or '_' or '-' or '~'))
        {
            return 0;
        }

        return EndOfPlace(text, root);
    }

    /// <summary>Numbers with colons or dashes: MAC and IPv6 addresses, UUIDs, dates, times.</summary>
    private static int HexGroupLength(ReadOnlySpan<char> text)
    {
        int separators = 0;
        bool hasFigure = false;
        int at = 0;
        while (at < text.Length && (char.IsAsciiHexDigit(text[at]) || text[at] is ':' or '-'))
        {
            hasFigure |= char.IsAsciiDigit(text[at]);
            separators += char.IsAsciiHexDigit(text[at]) ? 0 : 1;
            at++;
        }

        bool goesOn = at < text.Length && (char.IsLetter(text[at]) || text[at] == '_' || (text[at] == '.' && at + 1 < text.Length && char.IsLetter(text[at + 1])));
        if (separators < 2 || !hasFigure || goesOn)
        {
            return 0;
        }

        while (at > 0 && text[at - 1] is ':' or '-')
        {
            at--;
            separators--;
        }

        return at >= 4 && separators >= 2 ? at : 0;
    }

    /// <summary>URLs, hosts, mail addresses, and paths that begin with a name or a drive.</summary>
    private static int NamedPlaceLength(ReadOnlySpan<char> text)
    {
        int at = 0;
        int dots = 0;
        int slashes = 0;
        int mail = 0;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '.')
            {
                dots++;
            }
            else if (c == '/')
            {
                slashes++;
            }
            else if (c == '@')
            {
                mail = at;
                dots = 0;
            }
            else if (c == ':' && at + 2 < text.Length && text[at + 1] == '/' && text[at + 2] == '/')
            {
                return EndOfPlace(text, at + 3);
            }
            else if (c == ':' && at == 1 && text.Length > 2 && text[2] == '\\')
            {
                return EndOfPlace(text, 3);
            }
            else if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                break;
            }
        }

        while (at > 0 && text[at - 1] == '.')
        {
            at--;
            dots--;
        }

        if ((slashes == 0 && dots <= 0) || at == 0)
        {
            return 0;
        }

        ReadOnlySpan<char> place = text[..at];
        if (slashes > 0)
        {
            int last = place.LastIndexOf('/');
            bool isPath = place.IndexOfAnyInRange('a', 'z') >= 0 && (slashes >= 2 || place[(last + 1)..].Contains('.'));
            return isPath && !place.Contains("//", StringComparison.Ordinal) ? EndOfPlace(text, at) : 0;
        }

        return IsHost(mail > 0 ? place[(mail + 1)..] : place) && (at == text.Length || text[at] is not ('(' or '$' or '=')) ? at : 0;
    }

    /// <summary>Labels with dots of which the last is a domain; <c>org.example.Job</c> is code, whose first label is one.</summary>
    private static bool IsHost(ReadOnlySpan<char> text)
    {
        int dot = text.LastIndexOf('.');
        if (dot <= 0 || text.Contains('_'))
        {
            return false;
        }

        ReadOnlySpan<char> first = text[..text.IndexOf('.')];
        ReadOnlySpan<char> last = text[(dot + 1)..];
        if (s_topDomains.Contains(first) || !char.IsAsciiLetter(last.IsEmpty ? ' ' : last[0]))
        {
            return false;
        }

        bool isCountry = last.Length == 2 && char.IsAsciiLetterLower(last[0]) && char.IsAsciiLetterLower(last[1]) && first.Length < dot && !s_fileEndings.Contains(last);
        return isCountry || s_topDomains.Contains(last);
    }

    private static int EndOfPlace(ReadOnlySpan<char> text, int from)
    {
        int end = from;
        while (end < text.Length && text[end] > ' ' && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or ';' or ')' or ']' or '}' or '"' or '\'' or '`' or '|' or '<' or '>'))
        {
            end++;
        }

        while (end > from && text[end - 1] is ':' or '.' or '!' or '?')
        {
            end--;
        }

        return end;
    }

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    private static int DigitRuns(ReadOnlySpan<char> text)
    {
        int runs = 0;
        for (int at = 0; at < text.Length; at++)
        {
            runs += char.IsAsciiDigit(text[at]) && (at == 0 || !char.IsAsciiDigit(text[at - 1])) ? 1 : 0;
        }

        return runs;
    }
}
