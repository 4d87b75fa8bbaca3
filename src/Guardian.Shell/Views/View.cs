using System.Collections.Immutable;

namespace Guardian.Shell.Views;

/// <summary>An answer in the form a person sees it, before it is drawn with or without colour.</summary>
internal abstract record View
{
    private View()
    {
    }

    /// <summary>Rows under headings.</summary>
    internal sealed record Table(string? Title, ImmutableArray<string> Headings, ImmutableArray<ImmutableArray<Cell>> Rows) : View
    {
        /// <summary>Whether a column stands to the right: all its values are numbers or missing.</summary>
        public bool IsNumeric(int column) => Rows.Any(row => !row[column].IsNone) && Rows.All(row => row[column].IsNumber);
    }

    /// <summary>Names with values, and tables below.</summary>
    internal sealed record Record(ImmutableArray<(string Name, Cell Value)> Fields, ImmutableArray<Table> Tables) : View;

    /// <summary>A forest.</summary>
    internal sealed record Tree(ImmutableArray<TreeNode> Roots) : View;

    /// <summary>Lines as they are.</summary>
    internal sealed record Lines(string Text) : View;
}
