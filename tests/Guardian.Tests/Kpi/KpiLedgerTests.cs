using Guardian.Incidents;
using Guardian.Kpi;
using Guardian.Workers;
using Guardian.Workers.Records;

namespace Guardian.Tests.Kpi;

public class KpiLedgerTests
{
    [Fact]
    public void Healthy_and_warning_are_up_critical_and_dead_are_down()
    {
        KpiReport report = new KpiStory().Alive(0, 600)
            .State(600, "w", "healthy").State(660, "w", "warning").State(720, "w", "critical").State(780, "w", "dead").State(840, "w", "healthy")
            .Report(900);

        Row(report, "w").DownSeconds.ShouldBe(120);
        Row(report, "w").Availability.ShouldBe(60.0);
        Value(report, "availability").ShouldBe(60.0);
    }

    [Fact]
    public void Starting_after_a_fault_is_down_and_without_one_not_wanted()
    {
        KpiReport report = new KpiStory()
            .State(0, "w", "starting").State(10, "w", "healthy")
            .Crashed(60, "w").State(60, "w", "starting").Started(61, "w").State(65, "w", "healthy")
            .Report(120);

        Row(report, "w").DownSeconds.ShouldBe(5);
        Row(report, "w").UnwantedSeconds.ShouldBe(10);
    }

    [Fact]
    public void A_persons_restart_is_not_down_time()
    {
        KpiReport report = new KpiStory()
            .State(0, "w", "healthy")
            .Worker(30, "w", new WorkerEvent.InstanceEnded(0, ExitStatus.Exited(0), "asked", Expected: true, 30)).State(30, "w", "starting")
            .Started(31, "w").State(35, "w", "healthy")
            .Report(60);

        Row(report, "w").DownSeconds.ShouldBe(0);
        Row(report, "w").Availability.ShouldBe(100);
    }

    [Fact]
    public void What_a_person_stopped_counts_for_nothing_even_while_it_is_dead()
    {
        KpiReport report = new KpiStory()
            .State(0, "w", "healthy").Intent(20, "w", false).State(21, "w", "dead").State(30, "w", "stopped")
            .Intent(80, "w", true).State(80, "w", "starting").State(90, "w", "healthy")
            .Report(100);

        Row(report, "w").UnwantedSeconds.ShouldBe(70);
        Row(report, "w").DownSeconds.ShouldBe(0);
    }

    [Fact]
    public void A_killed_node_leaves_unknown_time_and_not_up_or_down()
    {
        KpiReport report = new KpiStory()
            .Node(0, NodeEvents.Started).State(1, "up", "healthy").State(1, "down", "critical").Alive(60, 120)
            .Node(150, NodeEvents.Started).Alive(210, 210)
            .Report(240);

        Row(report, "up").UnknownSeconds.ShouldBe(30);
        Row(report, "down").UnknownSeconds.ShouldBe(30);
        Row(report, "down").DownSeconds.ShouldBe(239 - 30);
        Value(report, "node-down").ShouldBe(30);
        Row(report, "up").Availability.ShouldBe(100);
    }

    [Fact]
    public void A_node_that_stopped_in_order_is_down_until_it_starts()
    {
        KpiReport report = new KpiStory()
            .Node(0, NodeEvents.Started).State(1, "w", "healthy").Node(10, NodeEvents.Stopped).Node(5000, NodeEvents.Started).Alive(5060, 5060)
            .Report(5070);

        Row(report, "w").UnknownSeconds.ShouldBe(4990);
        Value(report, "node-down").ShouldBe(4990);
    }

    [Fact]
    public void A_silence_without_a_word_of_the_node_is_unknown_also_at_its_end()
    {
        KpiStory story = new KpiStory().State(0, "w", "healthy");

        Row(story.Report(150), "w").UnknownSeconds.ShouldBe(0);
        Row(story.Report(151), "w").UnknownSeconds.ShouldBe(151);
        Row(story.State(1000, "w", "warning").Report(1000), "w").UnknownSeconds.ShouldBe(1000);
    }

    [Fact]
    public void A_reflex_restart_counts_from_exit_to_started_again()
    {
        KpiReport report = new KpiStory()
            .State(0, "w", "healthy").Crashed(10, "w").Started(12, "w").Alive(60, 120)
            .Report(130);

        Value(report, "reflex-recovery-time").ShouldBe(2);
        Value(report, "automatic").ShouldBe(100);
        Value(report, "restarts").ShouldBe(1);
        report.Strategies.Single().ShouldBe(new KpiStrategyRow("reflex restart", 1, 1, 100, 2));
    }

    [Theory]
    [InlineData(71.9, 1, 1)] // lived 59.9 s
    [InlineData(72, 2, 0)]
    public void A_restart_that_does_not_last_a_minute_has_not_held(double next, int held, int failed)
    {
        KpiReport report = new KpiStory()
            .State(0, "w", "healthy").Crashed(10, "w").Started(12, "w").Alive(60, 60).Crashed(next, "w").Started(next + 1, "w").Alive(120, 120)
            .Report(125);

        Value(report, "recoveries").ShouldBe(held);
        Value(report, "failed-recoveries").ShouldBe(failed);
    }

    [Fact]
    public void Exit_code_0_is_no_failure_and_a_never_is_a_crash_whose_incident_asks_the_person()
    {
        KpiReport report = new KpiStory()
            .State(0, "a", "healthy").Crashed(5, "a", code: 0).Started(6, "a")
            .State(6, "b", "healthy").Crashed(7, "b", "never", 78)
            .Detected(7, "i", "b", since: 7)
            .Incident(8, "i", new IncidentEvent.Escalated("its exit code means never"))
            .Report(60);

        Row(report, "a").Faults.ShouldBe(0);
        Row(report, "a").Restarts.ShouldBe(1);
        Row(report, "b").Faults.ShouldBe(1);
        Value(report, "automatic").ShouldBe(0);
    }

    [Fact]
    public void An_incident_is_timed_by_its_own_monotonic_figure()
    {
        KpiReport report = new KpiStory()
            .State(0, "w", "critical").Detected(20, "i", "w", since: 5)
            .Incident(30, "i", new IncidentEvent.AttemptFailed("wait", "no"))
            .Incident(41, "i", new IncidentEvent.Recovered("well", 20.5))
            .Incident(60, "i", new IncidentEvent.Resolved("stays away", "restart", false))
            .Report(70);

        Value(report, "detection-time").ShouldBe(15);
        Value(report, "incident-recovery-time").ShouldBe(20.5);
        Value(report, "automatic").ShouldBe(100);
        Value(report, "failed-recoveries").ShouldBe(1);
        report.Kinds.ShouldBe([new KpiKindRow("BudgetSpent", 1)]);
        report.Strategies.Select(row => (row.Strategy, row.Tries, row.Successes)).ShouldBe([("restart", 1, 1), ("wait", 1, 0)]);
    }

    [Fact]
    public void Whoever_was_asked_or_helped_makes_a_recovery_not_automatic_and_counts_once()
    {
        KpiReport report = new KpiStory().State(0, "w", "healthy")
            .Detected(1, "a", "w", 1).Incident(2, "a", new IncidentEvent.Escalated("why")).Incident(3, "a", new IncidentEvent.Resolved("gone", null, true))
            .Detected(4, "b", "w", 4).Incident(5, "b", new IncidentEvent.PersonSpoke(true, "me", null)).Incident(6, "b", new IncidentEvent.Resolved("ok", "wait", false))
            .Detected(7, "c", "w", 7).Incident(8, "c", new IncidentEvent.Resolved("ok", "wait", false))
            .Detected(9, "d", null, 9).Incident(10, "d", new IncidentEvent.Resolved("ok", "wait", false))
            .Report(20);

        Value(report, "automatic").ShouldBe(50);
    }

    [Fact]
    public void False_are_those_labelled_so_and_those_cancelled_although_the_worker_was_wanted()
    {
        KpiStory story = new KpiStory().State(0, "w", "healthy").State(0, "stopped", "healthy").State(0, "gone", "healthy")
            .Detected(1, "a", "w", 1).Incident(2, "a", new IncidentEvent.Cancelled("no trouble"))
            .Detected(3, "b", "stopped", 3).Intent(4, "stopped", false).Incident(5, "b", new IncidentEvent.Cancelled("stopped"))
            .Detected(6, "c", "gone", 6).Worker(7, "gone", new WorkerEvent.WorkerRemoved()).Incident(8, "c", new IncidentEvent.Cancelled("gone"))
            .Detected(9, "d", "w", 9).Incident(10, "d", new IncidentEvent.Resolved("ok", "wait", false));

        Value(story.Report(20), "false-detections").ShouldBe(25);
        story.Incident(21, "d", new IncidentEvent.Labelled(true, "me", null)).Incident(22, "d", new IncidentEvent.Labelled(true, "me", null));
        Value(story.Report(30), "false-detections").ShouldBe(50);
        story.Incident(31, "a", new IncidentEvent.Labelled(false, "me", null));
        Value(story.Report(40), "false-detections").ShouldBe(25);
    }

    [Fact]
    public void Several_errors_of_one_minute_are_one_error_minute()
    {
        KpiReport report = new KpiStory().State(0, "w", "healthy").Alive(60, 540)
            .Worker(541, "w", new WorkerEvent.FaultSeen(0, "ErrorRate", "many", "report"))
            .Worker(550, "w", new WorkerEvent.FaultSeen(0, "ErrorRate", "many", "report"))
            .Report(600);

        Value(report, "error-rate").ShouldBe(10);
        Value(report, "availability").ShouldBe(100);
        report.Figures.Single(figure => figure.Name == "error-rate").Met.ShouldBe(false);
    }

    [Fact]
    public void A_worker_that_was_removed_and_comes_back_was_not_wanted_meanwhile()
    {
        KpiReport report = new KpiStory().State(0, "w", "critical").Worker(10, "w", new WorkerEvent.WorkerRemoved()).Alive(60, 60).State(100, "w", "healthy")
            .Report(120);

        Row(report, "w").ShouldSatisfyAllConditions(row => row.DownSeconds.ShouldBe(10), row => row.UnwantedSeconds.ShouldBe(90));
    }

    [Fact]
    public void A_clock_that_was_set_back_by_hours_does_not_stop_the_account()
    {
        KpiReport report = new KpiStory().State(0, "w", "healthy").State(7_200, "w", "critical").Alive(60, 120).State(150, "w", "critical").State(180, "w", "healthy")
            .Report(200);

        Row(report, "w").DownSeconds.ShouldBe(30, 90.001); // at most what lies between the first label after the jump and its cure
        report.To.ShouldBe(KpiStory.At(200));
    }

    [Fact]
    public void Old_buckets_go_and_newer_windows_see_only_their_own()
    {
        KpiStory story = new KpiStory().State(0, "w", "dead").State(60, "w", "healthy").Alive(120, 3 * 86_400);
        KpiLedger ledger = story.Ledger();

        Row(KpiReports.Build(ledger, KpiWindow.Day, KpiStory.At(3 * 86_400), KpiStory.Options), "w").DownSeconds.ShouldBe(0);
        Row(KpiReports.Build(ledger, KpiWindow.Week, KpiStory.At(3 * 86_400), KpiStory.Options), "w").DownSeconds.ShouldBe(60);
        ledger.Workers.Single(worker => worker.Key == "w").Value.Tiers.Minutes.ShouldBeEmpty();
    }

    private static double? Value(KpiReport report, string figure) => report.Figures.Single(each => each.Name == figure).Value;

    private static KpiWorkerRow Row(KpiReport report, string worker) => report.Workers.Single(row => row.Worker == worker);
}
