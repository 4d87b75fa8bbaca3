using System.Text;

namespace Guardian.Council;

/// <summary>Makes text that others supply safe to stand in Markdown: it shows as it is and makes no structure of its own.</summary>
internal static class MarkdownText
{
    private const int MostLetters = 600;
    private const string Special = "\\`*<>[]|~&$";

    /// <summary>Text on one line, escaped.</summary>
    /// <param name="text">Anything, also with line breaks and control characters.</param>
    /// <returns>At most some hundred letters, no line break; a dash when nothing is left.</returns>
    public static string Line(string? text)
    {
        string flat = Flat(text);
        StringBuilder escaped = new(flat.Length + 8);
        for (int at = 0; at < flat.Length; at++)
        {
            char letter = flat[at];
            bool special = Special.Contains(letter, StringComparison.Ordinal)
                || (letter == '_' && !(InWord(flat, at - 1) && InWord(flat, at + 1))) // snake_case needs no escape, _emphasis_ does
                || (at == 0 && (letter is '#' or '-' or '+' or '='))
                || ((letter is '.' or ')') && at > 0 && flat.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0); // "1." begins a list
            escaped.Append(special ? "\\" : string.Empty).Append(letter);
        }

        return escaped.Length == 0 ? "-" : escaped.ToString();
    }

    /// <summary>Text as code on one line.</summary>
    /// <param name="text">Anything.</param>
    /// <returns>In back quotes; back quotes and bars, which would end it, are replaced.</returns>
    public static string Code(string? text)
    {
        string flat = Flat(text).Replace('`', '\'').Replace('|', '/');
        return flat.Length == 0 ? "-" : $"`{flat}`";
    }

    private static bool InWord(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);

    private static string Flat(string? text)
    {
        StringBuilder flat = new();
        foreach (char letter in text ?? string.Empty)
        {
            bool space = char.IsWhiteSpace(letter) || char.IsControl(letter);
            if (!space || (flat.Length > 0 && flat[^1] != ' '))
            {
                flat.Append(space ? ' ' : letter);
            }

            if (flat.Length == MostLetters)
            {
                return flat.Append('…').ToString();
            }
        }

        return flat.ToString().TrimEnd();
    }
}
