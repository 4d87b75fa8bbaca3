using System.Text;

namespace Guardian.Kpi;

/// <summary>Writes a report as Markdown, to be mailed or filed.</summary>
public static class KpiMarkdown
{
    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Markdown, lines ended by line feeds.</returns>
    public static string Render(KpiReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        KpiDocument document = KpiDocument.Of(report);
        StringBuilder text = new();
        text.Append("# ").Append(document.Title).Append('\n');
        foreach (string opening in document.Opening)
        {
            text.Append('\n').Append(Cell(opening)).Append('\n');
        }

        foreach (KpiDocument.Section section in document.Sections)
        {
            text.Append("\n## ").Append(section.Heading).Append("\n\n");
            if (section.Rows.IsEmpty)
            {
                text.Append("None.\n");
            }
            else if (section.Columns.IsEmpty)
            {
                text.AppendJoin(string.Empty, section.Rows.Select(row => $"- {Cell(row[0])}\n"));
            }
            else
            {
                text.Append("| ").AppendJoin(" | ", section.Columns).Append(" |\n|").AppendJoin(string.Empty, section.Columns.Select(_ => "---|")).Append('\n');
                text.AppendJoin(string.Empty, section.Rows.Select(row => $"| {string.Join(" | ", row.Select(Cell))} |\n"));
            }
        }

        return text.ToString();
    }

    // Names come from configuration and from a journal: none may end a cell or a line.
    private static string Cell(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ');
}
