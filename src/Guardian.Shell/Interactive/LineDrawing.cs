using System.Globalization;
using System.Text;
using Guardian.Shell.Views;

namespace Guardian.Shell.Interactive;

/// <summary>Draws the line being edited in one row of the terminal, scrolled so that the cursor is in sight.</summary>
internal static class LineDrawing
{
    /// <summary>What to write to show the line.</summary>
    /// <param name="prompt">Before the line; plain.</param>
    /// <param name="state">The line.</param>
    /// <param name="hint">Shown dim behind the line when there is room; may be empty.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="colour">Whether hints may be dimmed; without colour there are none, as they could not be told from what was typed.</param>
    public static string Draw(string prompt, EditorState state, string hint, int width, bool colour)
    {
        string shownPrompt = state.Search is { } search ? $"({(search.Failed ? "not found" : "search")}) '{SafeText.Line(search.Query)}': " : prompt;
        shownPrompt = TextWidth.Cut(shownPrompt, Math.Max(0, width / 2));
        int room = Math.Max(1, width - TextWidth.Of(shownPrompt) - 1);
        (string text, int column) = Window(SafeText.Line(state.Text), state.Cursor, room);
        int left = room - TextWidth.Of(text);
        bool hinted = colour && hint.Length > 0 && state.Cursor == state.Text.Length && left > 8;
        string dim = hinted ? $"\e[2m  {TextWidth.Cut(SafeText.Line(hint), left - 2)}\e[0m" : "";
        int cursor = TextWidth.Of(shownPrompt) + column;
        string bold = colour ? $"\e[1m{shownPrompt}\e[0m" : shownPrompt;
        return $"\r{bold}{text}{dim}\e[K\r" + (cursor > 0 ? $"\e[{cursor.ToString(CultureInfo.InvariantCulture)}C" : "");
    }

    /// <summary>The part of a line that fits, and the column of the cursor in it.</summary>
    public static (string Text, int Column) Window(string text, int cursor, int room)
    {
        int before = TextWidth.Of(text[..cursor]);
        int skip = Math.Max(0, before - room + 1);
        StringBuilder shown = new();
        int column = 0, width = 0, skipped = 0, at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int wide = TextWidth.Of(rune);
            if (skipped < skip)
            {
                skipped += wide;
            }
            else if (width + wide <= room)
            {
                shown.Append(rune);
                width += wide;
                column += at < cursor ? wide : 0;
            }

            at += rune.Utf16SequenceLength;
        }

        return (shown.ToString(), column);
    }
}
