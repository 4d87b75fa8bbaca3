using System.Runtime.CompilerServices;
using System.Text;
using Guardian.Incidents;
using Guardian.Kpi;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Kpi;

public class KpiReportTests
{
    [Theory]
    [InlineData("report.md")]
    [InlineData("report.txt")]
    public void E7_the_daily_report_reads_as_written_down(string file) =>
        Matches(file, file.EndsWith(".md", StringComparison.Ordinal) ? KpiMarkdown.Render(Story().Report(3_600)) : KpiText.Render(Story().Report(3_600)));

    [Fact]
    public void The_stored_ledger_is_as_written_down() => Matches(
        "ledger.json",
        Encoding.UTF8.GetString(new KpiStory()
            .Node(0, NodeEvents.Started).State(1, "mailer", "healthy").Crashed(60, "mailer").State(60, "mailer", "starting").Started(62, "mailer")
            .Detected(70, "i1", "mailer", 65).Incident(75, "i1", new IncidentEvent.AttemptFailed("wait", "no")).Node(80, NodeEvents.Stopped)
            .Ledger().ToJson()) + "\n");

    [Fact]
    public void A20_a_target_that_is_exactly_reached_is_met()
    {
        KpiStory story = new KpiStory().State(0, "w", "healthy").Alive(60, 900).State(999, "w", "critical").State(1_000, "w", "healthy");

        story.Report(1_000).Figures[0].ShouldSatisfyAllConditions(figure => figure.Value.ShouldBe(99.9), figure => figure.Met.ShouldBe(true));
        story.State(1_001, "w", "critical").Report(1_002).Figures[0].Met.ShouldBe(false);
    }

    [Fact]
    public void Nothing_that_happened_is_neither_met_nor_missed()
    {
        KpiReport report = new KpiStory().Report(0);

        report.Figures.ShouldAllBe(figure => figure.Met == null);
        report.Remarks.ShouldBe(["No worker was seen in this period."]);
    }

    [Fact]
    public void Names_cannot_break_a_table() =>
        KpiMarkdown.Render(new KpiStory().State(0, "a|b\n# c", "healthy").Report(10)).ShouldContain("| a\\|b # c | 100 % |");

    [Fact]
    public void The_period_before_is_told_beside()
    {
        KpiStory story = new KpiStory().State(0, "w", "dead").Alive(60, 1_740).State(1_800, "w", "healthy").Alive(1_860, 7_200);

        KpiFigure figure = story.Report(7_200, KpiWindow.Live).Figures[0];

        (figure.Value, figure.Before).ShouldBe((100, 50));
    }

    [Theory]
    [InlineData("availability = 0%", "guardian.kpi.targets.availability = 0: must be over 0 %")]
    [InlineData("recovery-time = 0s", "guardian.kpi.targets.recovery-time = 0s: must be longer than zero")]
    [InlineData("automatic = 101%", "guardian.kpi.targets.automatic = 101%")]
    [InlineData("error-rat = 1%", "guardian.kpi.targets.error-rat = 1%: unknown key, did you mean 'error-rate'?")]
    public void Targets_out_of_range_are_refused(string target, string problem) =>
        Example.ProblemsOf($"guardian.kpi.targets {{ {target} }}").ShouldHaveSingleItem().ShouldContain(problem[..problem.IndexOf('=', StringComparison.Ordinal)]);

    private static KpiStory Story() => new KpiStory()
        .Node(0, NodeEvents.Started).State(1, "mailer", "starting").State(2, "mailer", "healthy").State(2, "indexer", "healthy").Alive(60, 1_000)
        .Crashed(1_010, "mailer").State(1_010, "mailer", "starting").Started(1_010.5, "mailer").State(1_012, "mailer", "healthy").Alive(1_060, 1_500)
        .State(1_510, "indexer", "critical").Detected(1_512, "i1", "indexer", 1_510)
        .Incident(1_513, "i1", new IncidentEvent.Escalated("x")).Incident(1_520, "i1", new IncidentEvent.AttemptFailed("memory_cleanup", "no"))
        .State(1_560, "indexer", "healthy").Incident(1_560, "i1", new IncidentEvent.Recovered("well", 48)).Incident(1_590, "i1", new IncidentEvent.Resolved("ok", "restart", false))
        .Alive(1_600, 2_000).Node(2_020, NodeEvents.Started).Alive(2_080, 3_600);

    private static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            throw new FileNotFoundException($"snapshot {name} was missing and has been written; read it and run again");
        }

        actual.ShouldBe(File.ReadAllText(path));
    }
}
