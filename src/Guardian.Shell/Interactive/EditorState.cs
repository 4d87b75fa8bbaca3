using System.Collections.Immutable;

namespace Guardian.Shell.Interactive;

/// <summary>A line being edited.</summary>
/// <param name="Text">The line.</param>
/// <param name="Cursor">Where the next character goes, in UTF-16 units; always between two characters as a person sees them.</param>
/// <param name="History">Earlier lines, oldest first.</param>
/// <param name="HistoryAt">Index of the earlier line shown; the number of lines when it is the new one.</param>
/// <param name="Draft">The new line, kept while an earlier one is shown.</param>
/// <param name="Killed">Last text cut, for Ctrl-Y.</param>
/// <param name="Search">The search under way, or null.</param>
internal sealed record EditorState(
    string Text, int Cursor, ImmutableArray<string> History, int HistoryAt, string Draft, string Killed, ReverseSearch? Search)
{
    /// <summary>An empty line.</summary>
    public static EditorState Start(ImmutableArray<string> history) => new("", 0, history, history.Length, "", "", null);
}
