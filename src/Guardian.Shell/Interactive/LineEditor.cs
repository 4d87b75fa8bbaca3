using System.Globalization;

namespace Guardian.Shell.Interactive;

/// <summary>Edits a line: a pure function from state and key to state, with the keys of readline's Emacs mode.</summary>
internal static class LineEditor
{
    /// <summary>Longest line, in UTF-16 units; more typing is ignored.</summary>
    public const int LongestLine = 8192;

    /// <summary>Applies a key.</summary>
    public static (EditorState State, EditorOutcome Outcome) Apply(EditorState state, ConsoleKeyInfo key)
    {
        if (state.Search is { } search)
        {
            return Search(state, search, key);
        }

        bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control), alt = key.Modifiers.HasFlag(ConsoleModifiers.Alt);
        return key.Key switch
        {
            ConsoleKey.Enter => (state, EditorOutcome.Submitted),
            ConsoleKey.J when control => (state, EditorOutcome.Submitted),
            ConsoleKey.C when control => (state, EditorOutcome.Cancelled),
            ConsoleKey.D when control && state.Text.Length == 0 => (state, EditorOutcome.Ended),
            ConsoleKey.D when control => (Delete(state, state.Cursor, Next(state)), EditorOutcome.Edited),
            ConsoleKey.L when control => (state, EditorOutcome.Clear),
            ConsoleKey.Tab => (state, EditorOutcome.Complete),
            ConsoleKey.R when control => (state with { Search = new ReverseSearch("", state.History.Length, state.Text, false) }, EditorOutcome.Edited),
            _ => (Edit(state, key, control, alt), EditorOutcome.Edited),
        };
    }

    /// <summary>Replaces part of the line and puts the cursor behind what is new.</summary>
    public static EditorState Replace(EditorState state, int start, int end, string text)
    {
        string line = string.Concat(state.Text.AsSpan(0, start), text, state.Text.AsSpan(end));

        // What is inserted may join with its neighbours to one visible character; the cursor must not stand inside it.
        return line.Length > LongestLine ? state : state with { Text = line, Cursor = Boundary(line, start + text.Length) };
    }

    /// <summary>The first place between two visible characters at or after a position.</summary>
    public static int Boundary(string text, int position)
    {
        int at = 0;
        while (at < position)
        {
            at += StringInfo.GetNextTextElementLength(text, at);
        }

        return at;
    }

    private static EditorState Edit(EditorState state, ConsoleKeyInfo key, bool control, bool alt) => key.Key switch
    {
        ConsoleKey.LeftArrow when control || alt => state with { Cursor = WordStart(state) },
        ConsoleKey.B when alt => state with { Cursor = WordStart(state) },
        ConsoleKey.RightArrow when control || alt => state with { Cursor = WordEnd(state) },
        ConsoleKey.F when alt => state with { Cursor = WordEnd(state) },
        ConsoleKey.LeftArrow => state with { Cursor = Previous(state) },
        ConsoleKey.B when control => state with { Cursor = Previous(state) },
        ConsoleKey.RightArrow => state with { Cursor = Next(state) },
        ConsoleKey.F when control => state with { Cursor = Next(state) },
        ConsoleKey.Home => state with { Cursor = 0 },
        ConsoleKey.A when control => state with { Cursor = 0 },
        ConsoleKey.End => state with { Cursor = state.Text.Length },
        ConsoleKey.E when control => state with { Cursor = state.Text.Length },
        ConsoleKey.Backspace when alt => Kill(state, WordStart(state), state.Cursor),
        ConsoleKey.Backspace => Delete(state, Previous(state), state.Cursor),
        ConsoleKey.H when control => Delete(state, Previous(state), state.Cursor),
        ConsoleKey.Delete => Delete(state, state.Cursor, Next(state)),
        ConsoleKey.K when control => Kill(state, state.Cursor, state.Text.Length),
        ConsoleKey.U when control => Kill(state, 0, state.Cursor),
        ConsoleKey.W when control => Kill(state, BlankStart(state), state.Cursor),
        ConsoleKey.D when alt => Kill(state, state.Cursor, WordEnd(state)),
        ConsoleKey.Y when control => Replace(state, state.Cursor, state.Cursor, state.Killed),
        ConsoleKey.UpArrow => Recall(state, state.HistoryAt - 1),
        ConsoleKey.P when control => Recall(state, state.HistoryAt - 1),
        ConsoleKey.DownArrow => Recall(state, state.HistoryAt + 1),
        ConsoleKey.N when control => Recall(state, state.HistoryAt + 1),
        _ when !control && !alt && key.KeyChar >= ' ' && key.KeyChar != '\u007F' => Replace(state, state.Cursor, state.Cursor, key.KeyChar.ToString()),
        _ => state,
    };

    private static (EditorState, EditorOutcome) Search(EditorState state, ReverseSearch search, ConsoleKeyInfo key)
    {
        bool control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
        if (control && key.Key is ConsoleKey.C or ConsoleKey.G && control)
        {
            return (state with { Text = search.Before, Cursor = search.Before.Length, Search = null }, EditorOutcome.Edited);
        }

        if (control && key.Key == ConsoleKey.R)
        {
            return (Find(state, search, search.At - 1), EditorOutcome.Edited);
        }

        if (key.Key == ConsoleKey.Backspace || (control && key.Key == ConsoleKey.H))
        {
            string shorter = search.Query.Length == 0 ? "" : search.Query[..^1];
            return (Find(state, search with { Query = shorter }, state.History.Length - 1), EditorOutcome.Edited);
        }

        if (!control && !key.Modifiers.HasFlag(ConsoleModifiers.Alt) && key.KeyChar >= ' ' && key.KeyChar != '\u007F')
        {
            return (Find(state, search with { Query = search.Query + key.KeyChar }, Math.Min(search.At, state.History.Length - 1)), EditorOutcome.Edited);
        }

        // Any other key takes the line found, and does what it does.
        EditorState taken = state with { Search = null, HistoryAt = search.At, Draft = search.Before };
        return key.Key == ConsoleKey.Escape ? (taken, EditorOutcome.Edited) : Apply(taken, key);
    }

    private static EditorState Find(EditorState state, ReverseSearch search, int from)
    {
        for (int at = from; at >= 0 && search.Query.Length > 0; at--)
        {
            if (state.History[at].Contains(search.Query, StringComparison.OrdinalIgnoreCase))
            {
                return state with { Text = state.History[at], Cursor = state.History[at].Length, Search = search with { At = at, Failed = false } };
            }
        }

        return state with { Search = search with { Failed = search.Query.Length > 0 } };
    }

    private static EditorState Recall(EditorState state, int at)
    {
        if (at < 0 || at > state.History.Length)
        {
            return state;
        }

        string draft = state.HistoryAt == state.History.Length ? state.Text : state.Draft;
        string text = at == state.History.Length ? draft : state.History[at];
        return state with { Text = text, Cursor = text.Length, HistoryAt = at, Draft = draft };
    }

    private static EditorState Delete(EditorState state, int start, int end) => Replace(state, start, end, "");

    private static EditorState Kill(EditorState state, int start, int end) =>
        start == end ? state : Delete(state, start, end) with { Killed = state.Text[start..end] };

    private static int Next(EditorState state) =>
        state.Cursor == state.Text.Length ? state.Cursor : state.Cursor + StringInfo.GetNextTextElementLength(state.Text, state.Cursor);

    private static int Previous(EditorState state)
    {
        int at = 0;
        for (int next = 0; next < state.Cursor; next += StringInfo.GetNextTextElementLength(state.Text, next))
        {
            at = next;
        }

        return at;
    }

    private static int WordStart(EditorState state)
    {
        int at = state.Cursor;
        while (at > 0 && !char.IsLetterOrDigit(state.Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && char.IsLetterOrDigit(state.Text[at - 1]))
        {
            at--;
        }

        return Boundary(state.Text, at);
    }

    private static int WordEnd(EditorState state)
    {
        int at = state.Cursor;
        while (at < state.Text.Length && !char.IsLetterOrDigit(state.Text[at]))
        {
            at++;
        }

        while (at < state.Text.Length && char.IsLetterOrDigit(state.Text[at]))
        {
            at++;
        }

        return Boundary(state.Text, at);
    }

    private static int BlankStart(EditorState state)
    {
        int at = state.Cursor;
        while (at > 0 && state.Text[at - 1] == ' ')
        {
            at--;
        }

        while (at > 0 && state.Text[at - 1] != ' ')
        {
            at--;
        }

        return Boundary(state.Text, at);
    }
}
