using System.Globalization;
using System.Text;

namespace Guardian.Kpi;

/// <summary>Writes a report as Markdown, to be read, mailed or filed.</summary>
public static class KpiMarkdown
{
    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Markdown, lines ended by line feeds.</returns>
    public static string Render(KpiReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        Line(text, $"# {Title(report.Window)}");
        Line(text);
        Line(text, $"{Moment(report.From)} to {Moment(report.To)} (UTC)");
        if (report.Problem is { } problem)
        {
            Line(text);
            Line(text, $"The figures may be behind: {Cell(problem)}");
        }

        Section(text, "What stands out");
        foreach (string remark in report.Remarks)
        {
            Line(text, $"- {Cell(remark)}");
        }

        Section(text, "Figures");
        Table(text, ["Figure", "Value", "Target", "Met", "Period before", "Of"], report.Figures.Select(figure => new[]
        {
            figure.Title,
            KpiWords.Value(figure.Value, figure.Unit),
            KpiWords.Value(figure.Target, figure.Unit),
            figure.Met switch { true => "yes", false => "**no**", null => string.Empty },
            KpiWords.Value(figure.Before, figure.Unit),
            figure.Words,
        }));
        Section(text, "Workers");
        Table(text, ["Worker", "Availability", "Down", "Unknown", "Restarts", "Faults", "Incidents", "Mean time to recover"], report.Workers.Select(worker => new[]
        {
            worker.Worker,
            KpiWords.Value(worker.Availability, "percent"),
            KpiWords.Seconds(worker.DownSeconds),
            KpiWords.Seconds(worker.UnknownSeconds),
            KpiWords.Value(worker.Restarts, "count"),
            KpiWords.Value(worker.Faults, "count"),
            KpiWords.Value(worker.Incidents, "count"),
            KpiWords.Value(worker.RecoverySeconds, "seconds"),
        }));
        Section(text, "Incidents");
        Table(text, ["Kind", "Incidents"], report.Kinds.Select(kind => new[] { kind.Kind, KpiWords.Value(kind.Incidents, "count") }));
        Section(text, "Strategies");
        Table(text, ["Strategy", "Tries", "Successes", "Success rate", "Mean time"], report.Strategies.Select(strategy => new[]
        {
            strategy.Strategy,
            KpiWords.Value(strategy.Tries, "count"),
            KpiWords.Value(strategy.Successes, "count"),
            KpiWords.Value(strategy.SuccessRate, "percent"),
            KpiWords.Value(strategy.MeanSeconds, "seconds"),
        }));
        return text.ToString();
    }

    private static string Title(KpiWindow window) => window switch
    {
        KpiWindow.Live => "Guardian: the last hour",
        KpiWindow.Day => "Guardian: daily report",
        KpiWindow.Week => "Guardian: weekly report",
        _ => "Guardian: monthly report",
    };

    private static void Section(StringBuilder text, string title)
    {
        Line(text);
        Line(text, $"## {title}");
        Line(text);
    }

    private static void Table(StringBuilder text, string[] titles, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            Line(text, "None.");
            return;
        }

        Line(text, $"| {string.Join(" | ", titles)} |");
        Line(text, $"|{string.Concat(titles.Select(_ => "---|"))}");
        foreach (string[] row in all)
        {
            Line(text, $"| {string.Join(" | ", row.Select(Cell))} |");
        }
    }

    // Names come from configuration and from a journal: none may end a cell or a line.
    private static string Cell(string value) => value
        .Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ');

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line = "") => text.Append(line).Append('\n');
}
