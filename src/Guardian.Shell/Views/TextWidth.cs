using System.Globalization;
using System.Text;

namespace Guardian.Shell.Views;

/// <summary>How many columns of a terminal a text takes.</summary>
internal static class TextWidth
{
    /// <summary>Columns of a text without control characters.</summary>
    public static int Of(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    /// <summary>Columns of a character: 0 for marks that join the one before, 2 for wide East Asian characters and emoji, else 1.</summary>
    public static int Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    /// <summary>Fills a text with blanks.</summary>
    public static string Pad(string text, int width, bool right)
    {
        string blanks = new(' ', Math.Max(0, width - Of(text)));
        return right ? blanks + text : text + blanks;
    }

    /// <summary>The beginning of a text that fits a width.</summary>
    public static string Cut(string text, int width)
    {
        int used = 0, length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > width)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    // The wide and fullwidth blocks of Unicode's EastAsianWidth.txt, coarse: a wrong guess only shifts a column.
    private static bool IsWide(int c) => c is
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0xA4CF or >= 0xA960 and <= 0xA97F or >= 0xAC00 and <= 0xD7A3
        or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
        or >= 0x1F300 and <= 0x1F64F or >= 0x1F680 and <= 0x1F6FF or >= 0x1F900 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD;
}
