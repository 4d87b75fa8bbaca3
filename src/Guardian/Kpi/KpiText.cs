using System.Text;

namespace Guardian.Kpi;

/// <summary>Writes a report as plain text with aligned columns, to be read on a terminal.</summary>
public static class KpiText
{
    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Text, lines ended by line feeds.</returns>
    public static string Render(KpiReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        KpiDocument document = KpiDocument.Of(report);
        StringBuilder text = new();
        text.Append(document.Title).Append('\n').AppendJoin(string.Empty, document.Opening.Select(opening => Cell(opening) + "\n"));
        foreach (KpiDocument.Section section in document.Sections)
        {
            text.Append('\n').Append(section.Heading).Append('\n');
            if (section.Rows.IsEmpty)
            {
                text.Append("  none\n");
                continue;
            }

            string[][] rows = [.. section.Rows.Select(row => row.Select(Cell).ToArray())];
            string[][] lines = section.Columns.IsEmpty ? rows : [[.. section.Columns], .. rows];
            int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
            foreach (string[] line in lines)
            {
                text.Append("  ").Append(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Cell(string value) => value.Replace('\n', ' ').Replace('\r', ' ');
}
