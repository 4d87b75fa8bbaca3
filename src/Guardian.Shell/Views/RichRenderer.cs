using System.Collections.Immutable;
using Spectre.Console;

namespace Guardian.Shell.Views;

/// <summary>Draws views for a terminal with colour.</summary>
internal static class RichRenderer
{
    /// <summary>Names, states and numbers up to this width stay in one piece; only longer texts are wrapped.</summary>
    private const int LongestUnwrapped = 16;

    private static readonly Style _frame = new(Color.Grey);

    /// <summary>The text with escape sequences, ending with a line end unless empty.</summary>
    /// <param name="view">What to draw.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static string Render(View view, int width)
    {
        if (view is View.Lines lines)
        {
            return PlainRenderer.Render(new View.Lines(SafeText.Log(lines.Text, colours: true)));
        }

        StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Math.Max(width, 20);
        console.Profile.Capabilities.Unicode = true;
        switch (view)
        {
            case View.Table table:
                console.Write(Table(table, width));
                break;
            case View.Record record:
                console.Write(Fields(record));
                foreach (View.Table table in record.Tables)
                {
                    console.Write(new Text(table.Title + "\n", new Style(decoration: Decoration.Bold)));
                    console.Write(Table(table, width));
                }

                break;
            case View.Tree tree:
                foreach (TreeNode root in tree.Roots)
                {
                    Tree drawn = new(Label(root)) { Style = _frame };
                    Add(drawn, root.Children);
                    console.Write(drawn);
                }

                break;
        }

        return text.ToString();
    }

    private static Table Table(View.Table view, int width)
    {
        int[] widths =
        [
            .. view.Headings.Select((heading, column) => view.Rows.Select(row => TextWidth.Of(row[column].Text)).Append(TextWidth.Of(heading)).Max()),
        ];

        // Frames take three columns each; what fits only without them goes without.
        bool framed = widths.Sum() + (3 * widths.Length) + 1 <= width;
        Table table = new() { Border = framed ? TableBorder.Rounded : TableBorder.None, BorderStyle = _frame };
        for (int column = 0; column < view.Headings.Length; column++)
        {
            table.AddColumn(new TableColumn(new Text(view.Headings[column], new Style(decoration: Decoration.Bold)))
            {
                Alignment = view.IsNumeric(column) ? Justify.Right : Justify.Left,
                NoWrap = widths[column] <= LongestUnwrapped,
                Padding = framed ? new Padding(1, 0) : new Padding(0, 0, column == view.Headings.Length - 1 ? 0 : 2, 0),
            });
        }

        foreach (ImmutableArray<Cell> row in view.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell.Text, StyleOf(cell.Tone))));
        }

        return view.Rows.IsEmpty && view.Headings.Length > 0 ? table.AddRow(new Text("none", StyleOf(Tone.Muted))) : table;
    }

    private static Grid Fields(View.Record record)
    {
        Grid grid = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        foreach ((string name, Cell value) in record.Fields)
        {
            grid.AddRow(new Text(name, _frame), new Text(value.Text, StyleOf(value.Tone)));
        }

        return grid;
    }

    private static void Add(IHasTreeNodes parent, ImmutableArray<TreeNode> children)
    {
        foreach (TreeNode child in children)
        {
            Add(parent.AddNode(Label(child)), child.Children);
        }
    }

    private static Markup Label(TreeNode node) =>
        new(node.Detail.Length == 0 ? Markup.Escape(node.Name) : $"{Markup.Escape(node.Name)}  [grey]{Markup.Escape(node.Detail)}[/]");

    // The eight basic colours, which every theme keeps readable on its background; bright yellow on white is not.
    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Olive),
        Tone.Bad => new Style(Color.Maroon),
        Tone.Muted => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
