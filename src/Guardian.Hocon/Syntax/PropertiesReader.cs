using System.Globalization;
using System.Text;

namespace Guardian.Hocon.Syntax;

/// <summary>Reads Java properties: every value a string, keys split at every dot, an object wins over a string at the same key.</summary>
internal static class PropertiesReader
{
    public static ObjectNode Read(string text, string name, NodeBudget budget, int depth)
    {
        ObjectNode root = new(new HoconOrigin(name, 1, 1));
        List<(string[] Path, LiteralNode Value)> entries = [];
        foreach ((int line, string content) in LogicalLines(text))
        {
            HoconOrigin at = new(name, line, 1);
            int end = KeyEnd(content);
            string rest = content[end..].TrimStart(' ', '\t', '\f');
            string value = rest.StartsWith('=') || rest.StartsWith(':') ? rest[1..].TrimStart(' ', '\t', '\f') : rest;
            string[] path = Unescape(content[..end], at).Split('.');
            budget.Charge(path.Length, at);
            if (depth + path.Length > budget.MaxDepth)
            {
                throw new HoconException($"keys nest deeper than {budget.MaxDepth} levels", at);
            }

            entries.Add((path, new LiteralNode(new HoconString(Unescape(value, at), at))));
        }

        // Longest paths last: where a key is both a string and an object, the object overrides.
        foreach ((string[] path, LiteralNode value) in entries.OrderBy(entry => entry.Path.Length))
        {
            root.Define(path, value, value.Origin);
        }

        return root;
    }

    private static IEnumerable<(int Line, string Content)> LogicalLines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string first = lines[i].TrimStart(' ', '\t', '\f');
            if (first.Length == 0 || first[0] is '#' or '!')
            {
                continue;
            }

            int start = i;
            StringBuilder whole = new(first);
            while (EndsInOddBackslashes(whole) && i + 1 < lines.Length)
            {
                whole.Length--;
                whole.Append(lines[++i].TrimStart(' ', '\t', '\f'));
            }

            yield return (start + 1, whole.ToString());
        }
    }

    private static bool EndsInOddBackslashes(StringBuilder line)
    {
        int count = 0;
        while (count < line.Length && line[line.Length - 1 - count] == '\\')
        {
            count++;
        }

        return count % 2 == 1;
    }

    private static int KeyEnd(string line)
    {
        int at = 0;
        while (at < line.Length && line[at] is not ('=' or ':' or ' ' or '\t' or '\f'))
        {
            at += line[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at, line.Length);
    }

    private static string Unescape(string text, HoconOrigin at)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder plain = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || ++i == text.Length)
            {
                plain.Append(i < text.Length ? text[i] : "");
                continue;
            }

            switch (text[i])
            {
                case 't':
                    plain.Append('\t');
                    break;
                case 'n':
                    plain.Append('\n');
                    break;
                case 'r':
                    plain.Append('\r');
                    break;
                case 'f':
                    plain.Append('\f');
                    break;
                case 'u':
                    ReadOnlySpan<char> digits = text.AsSpan(i + 1, Math.Min(4, text.Length - i - 1));
                    if (digits.Length < 4
                        || !ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
                    {
                        throw new HoconException("expected four hexadecimal digits after \\u", at);
                    }

                    plain.Append((char)code);
                    i += 4;
                    break;
                default:
                    plain.Append(text[i]);
                    break;
            }
        }

        string unescaped = plain.ToString();
        return SourceText.IsWellFormed(unescaped) ? unescaped
            : throw new HoconException("expected both halves of a surrogate pair, found one", at);
    }
}
