using System.Buffers;
using System.Globalization;
using System.Text;

namespace Guardian.Hocon;

/// <summary>Writes values as JSON without escaping more than JSON asks for.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> s_escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', '\x7f']);

    // Deeper levels stay in one column: a deep tree would otherwise be mostly spaces.
    private const int DeepestIndent = 40;

    public static string Render(HoconValue value, bool indented)
    {
        StringBuilder json = new();
        Write(value, json, indented, level: 0);
        return json.ToString();
    }

    /// <summary>A quoted JSON string; also the quoted form of HOCON.</summary>
    public static string Quote(string text)
    {
        StringBuilder json = new(text.Length + 2);
        WriteString(text, json);
        return json.ToString();
    }

    private static void Write(HoconValue value, StringBuilder json, bool indented, int level)
    {
        switch (value)
        {
            case HoconObject { Count: 0 }:
                json.Append("{}");
                break;
            case HoconObject members:
                char before = '{';
                foreach ((string key, HoconValue member) in members.Members)
                {
                    json.Append(before);
                    before = ',';
                    Line(json, indented, level + 1);
                    WriteString(key, json);
                    json.Append(indented ? ": " : ":");
                    Write(member, json, indented, level + 1);
                }

                Line(json, indented, level);
                json.Append('}');
                break;
            case HoconArray { Count: 0 }:
                json.Append("[]");
                break;
            case HoconArray items:
                char first = '[';
                foreach (HoconValue item in items.Items)
                {
                    json.Append(first);
                    first = ',';
                    Line(json, indented, level + 1);
                    Write(item, json, indented, level + 1);
                }

                Line(json, indented, level);
                json.Append(']');
                break;
            case HoconString text:
                WriteString(text.Text, json);
                break;
            default:
                json.Append(value.Text ?? "null");
                break;
        }
    }

    private static void Line(StringBuilder json, bool indented, int level)
    {
        if (indented)
        {
            json.Append('\n').Append(' ', Math.Min(level, DeepestIndent) * 2);
        }
    }

    private static void WriteString(string text, StringBuilder json)
    {
        json.Append('"');
        ReadOnlySpan<char> rest = text;
        for (int next = rest.IndexOfAny(s_escaped); next >= 0; next = rest.IndexOfAny(s_escaped))
        {
            json.Append(rest[..next]);
            char c = rest[next];
            switch (c)
            {
                case '"' or '\\':
                    json.Append('\\').Append(c);
                    break;
                case '\n':
                    json.Append("\\n");
                    break;
                case '\r':
                    json.Append("\\r");
                    break;
                case '\t':
                    json.Append("\\t");
                    break;
                default:
                    json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
            }

            rest = rest[(next + 1)..];
        }

        json.Append(rest).Append('"');
    }
}
