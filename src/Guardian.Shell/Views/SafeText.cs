using System.Text;
using System.Text.RegularExpressions;

namespace Guardian.Shell.Views;

/// <summary>Keeps what workers wrote from driving the terminal it is shown on.</summary>
internal static partial class SafeText
{
    private const char Replacement = '\uFFFD';

    /// <summary>One line: line ends and tabs become blanks, other control characters a replacement character.</summary>
    public static string Line(string text) => Clean(text, keepLayout: false);

    /// <summary>Lines of a log for a terminal: line ends and tabs stay, and colours if wanted; nothing else that is a control.</summary>
    public static string Log(string text, bool colours)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0080', '\uFFFF') && !HasControls(text))
        {
            return text;
        }

        StringBuilder safe = new();
        int from = 0;
        foreach (Match colour in Colour().Matches(text))
        {
            safe.Append(Clean(text[from..colour.Index], keepLayout: true));
            safe.Append(colours ? colour.Value : "");
            from = colour.Index + colour.Length;
        }

        safe.Append(Clean(text[from..], keepLayout: true));

        // A worker that dies in the middle of a coloured line must not colour the prompt.
        return colours && from > 0 ? safe.Append("\e[0m").ToString() : safe.ToString();
    }

    private static bool HasControls(string text) =>
        text.AsSpan().ContainsAnyInRange('\0', '\b')
        || text.AsSpan().ContainsAnyInRange('\v', '\u001F')
        || text.Contains('\u007F', StringComparison.Ordinal);

    private static string Clean(string text, bool keepLayout)
    {
        if (!text.Any(c => IsUnsafe(c, keepLayout)))
        {
            return text;
        }

        return string.Create(text.Length, (text, keepLayout), static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
            {
                char c = source.text[i];
                target[i] = !IsUnsafe(c, source.keepLayout) ? c : c is '\t' or '\n' or '\r' ? ' ' : Replacement;
            }
        });
    }

    // The direction marks can make a name read as another one.
    private static bool IsUnsafe(char c, bool keepLayout) =>
        c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' || (char.IsControl(c) && !(keepLayout && c is '\n' or '\t'));

    [GeneratedRegex(@"\e\[[0-9;]{0,30}m")]
    private static partial Regex Colour();
}
