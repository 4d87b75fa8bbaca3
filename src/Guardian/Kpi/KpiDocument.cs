using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Kpi;

/// <summary>A report as headings, sentences and tables, before it takes a written form.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Opening">Sentences below the title.</param>
/// <param name="Sections">The rest.</param>
internal sealed record KpiDocument(string Title, ImmutableArray<string> Opening, ImmutableArray<KpiDocument.Section> Sections)
{
    /// <summary>A heading with a list of sentences or a table below it.</summary>
    /// <param name="Heading">The heading.</param>
    /// <param name="Columns">Titles of the columns; empty for a list of sentences.</param>
    /// <param name="Rows">Cells of the rows; of sentences one each.</param>
    internal sealed record Section(string Heading, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows);

    /// <summary>Lays a report out.</summary>
    public static KpiDocument Of(KpiReport report)
    {
        string period = $"{Moment(report.From)} to {Moment(report.To)} (UTC)";
        return new KpiDocument(
            TitleOf(report.Window),
            report.Problem is { } problem ? [period, $"The figures may be behind: {problem}"] : [period],
            [
                new("What stands out", [], [.. report.Remarks.Select(remark => ImmutableArray.Create(remark))]),
                new("Figures", ["Figure", "Value", "Target", "Met", "Period before", "Of"], [.. report.Figures.Select(Row)]),
                new("Workers", ["Worker", "Availability", "Down", "Unknown", "Restarts", "Faults", "Incidents", "Mean time to recover"], [.. report.Workers.Select(Row)]),
                new("Incidents", ["Kind", "Incidents"], [.. report.Kinds.Select(kind => ImmutableArray.Create(kind.Kind, Number(kind.Incidents)))]),
                new("Strategies", ["Strategy", "Tries", "Successes", "Success rate", "Mean time"], [.. report.Strategies.Select(Row)]),
            ]);
    }

    private static ImmutableArray<string> Row(KpiFigure figure) =>
    [
        figure.Title,
        KpiWords.Value(figure.Value, figure.Unit),
        KpiWords.Value(figure.Target, figure.Unit),
        figure.Met switch { true => "yes", false => "NO", null => string.Empty },
        KpiWords.Value(figure.Before, figure.Unit),
        figure.Words,
    ];

    private static ImmutableArray<string> Row(KpiWorkerRow worker) =>
    [
        worker.Worker,
        KpiWords.Value(worker.Availability, "percent"),
        KpiWords.Seconds(worker.DownSeconds),
        KpiWords.Seconds(worker.UnknownSeconds),
        Number(worker.Restarts),
        Number(worker.Faults),
        Number(worker.Incidents),
        KpiWords.Value(worker.RecoverySeconds, "seconds"),
    ];

    private static ImmutableArray<string> Row(KpiStrategyRow strategy) =>
    [
        strategy.Strategy,
        Number(strategy.Tries),
        Number(strategy.Successes),
        KpiWords.Value(strategy.SuccessRate, "percent"),
        KpiWords.Value(strategy.MeanSeconds, "seconds"),
    ];

    private static string TitleOf(KpiWindow window) => window switch
    {
        KpiWindow.Live => "Guardian: the last hour",
        KpiWindow.Day => "Guardian: daily report",
        KpiWindow.Week => "Guardian: weekly report",
        _ => "Guardian: monthly report",
    };

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
