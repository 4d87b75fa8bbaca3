using System.Collections.Immutable;
using System.Text;

namespace Guardian.Shell.Views;

/// <summary>Draws views as aligned text for pipes and files: no colour, no lines, stable for scripts.</summary>
internal static class PlainRenderer
{
    /// <summary>The text, ending with a line end unless empty.</summary>
    public static string Render(View view)
    {
        StringBuilder text = new();
        switch (view)
        {
            case View.Table table:
                Table(text, table);
                break;
            case View.Record record:
                Grid(text, [.. record.Fields.Select(field => ImmutableArray.Create(new Cell(field.Name), field.Value))], _ => false);
                foreach (View.Table table in record.Tables)
                {
                    text.Append(text.Length == 0 ? "" : "\n").Append(table.Title).Append(":\n");
                    Table(text, table);
                }

                break;
            case View.Tree tree:
                Nodes(text, tree.Roots, 0);
                break;
            case View.Lines lines:
                text.Append(lines.Text).Append(lines.Text.Length == 0 || lines.Text.EndsWith('\n') ? "" : "\n");
                break;
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, View.Table table) =>
        Grid(text, [[.. table.Headings.Select(heading => new Cell(heading))], .. table.Rows], table.IsNumeric);

    private static void Grid(StringBuilder text, List<ImmutableArray<Cell>> rows, Func<int, bool> right)
    {
        if (rows.Count == 0)
        {
            return;
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => TextWidth.Of(row[column].Text)))];
        bool[] rights = [.. Enumerable.Range(0, rows[0].Length).Select(right)];
        foreach (ImmutableArray<Cell> row in rows)
        {
            string line = string.Join("  ", row.Select((cell, column) => TextWidth.Pad(cell.Text, widths[column], rights[column])));
            text.Append(line.TrimEnd(' ')).Append('\n');
        }
    }

    private static void Nodes(StringBuilder text, ImmutableArray<TreeNode> nodes, int depth)
    {
        foreach (TreeNode node in nodes)
        {
            text.Append(' ', depth * 2).Append(node.Name).Append(node.Detail.Length == 0 ? "" : "  ").Append(node.Detail).Append('\n');
            Nodes(text, node.Children, depth + 1);
        }
    }
}
