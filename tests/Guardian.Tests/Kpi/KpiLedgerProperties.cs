using FsCheck;
using FsCheck.Fluent;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Kpi;
using Guardian.Workers.Records;

namespace Guardian.Tests.Kpi;

public class KpiLedgerProperties
{
    private static readonly string[] s_states = ["starting", "healthy", "warning", "critical", "dead", "stopped"];

    [Fact]
    public void The_fold_in_any_chunks_stored_in_between_gives_the_same_ledger() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories(backwards: true).ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (story, chunk) =>
        {
            KpiLedger once = story.Ledger();
            KpiLedger often = new();
            foreach (JournalEvent[] events in story.Events.Chunk(chunk))
            {
                // As after a kill: what was folded in since the last store is folded in again.
                KpiLedger lost = KpiLedger.FromJson(often.ToJson()).ShouldNotBeNull();
                foreach (JournalEvent kept in events)
                {
                    lost.Apply(kept);
                }

                often = KpiLedger.FromJson(often.ToJson()).ShouldNotBeNull();
                foreach (JournalEvent kept in story.Events.Take((int)events[^1].Position))
                {
                    often.Apply(kept); // those that it knows are passed over
                }
            }

            often.ToJson().ShouldBe(once.ToJson());
        }));

    [Fact]
    public void Up_down_unknown_and_not_wanted_make_the_time_it_is_known() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories(backwards: false).ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (story, later) =>
        {
            KpiLedger ledger = story.Ledger();
            long to = ledger.Time + (later * 1000L);
            (long from, long step) = KpiPeriods.Window(KpiWindow.Day, to);
            foreach (KpiSums sums in KpiSums.Of(ledger, from, to, step))
            {
                KpiTally tally = sums.Tally;
                new[] { tally.Down, tally.Unknown, tally.Unwanted }.ShouldAllBe(part => part >= 0);
                (tally.Down + tally.Unknown + tally.Unwanted).ShouldBeLessThanOrEqualTo(sums.Length);
                KpiWorker worker = ledger.Workers.Single(each => each.Key == sums.Worker).Value;
                sums.Length.ShouldBe(Math.Max(0, Math.Min(to, worker.Until ?? to) - Math.Max(from, worker.First)));
                (sums.Up + tally.Down + tally.Unknown + tally.Unwanted).ShouldBe(sums.Length);
            }
        }));

    [Fact]
    public void Every_grain_tells_the_same_of_a_time_that_it_covers() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories(backwards: false).ToArbitrary(), story =>
        {
            KpiLedger ledger = story.Ledger();
            long from = KpiPeriods.Floor(KpiStory.Noon.ToUnixTimeMilliseconds(), KpiPeriods.Day);
            foreach ((string _, KpiWorker worker) in ledger.Workers)
            {
                KpiTally hours = worker.Tiers.Sum(from, long.MaxValue, KpiPeriods.Hour);
                KpiTally days = worker.Tiers.Sum(from, long.MaxValue, KpiPeriods.Day);
                (hours.Down, hours.Unknown, hours.Unwanted, hours.Crashes, hours.Detections)
                    .ShouldBe((days.Down, days.Unknown, days.Unwanted, days.Crashes, days.Detections));
            }
        }));

    [Fact]
    public void Incidents_add_no_down_time_however_they_overlap() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(0, 500).ListOf().ToArbitrary(), moments =>
        {
            KpiStory story = new KpiStory().State(0, "w", "healthy").State(100, "w", "critical");
            int id = 0;
            foreach (int moment in moments.Select(moment => 100 + (moment / 10)).Order())
            {
                story.Detected(moment, $"i{id++}", "w", 100);
            }

            KpiReport report = story.State(160, "w", "healthy").Report(200);
            report.Workers.Single().DownSeconds.ShouldBe(60);
            report.Workers.Single().Incidents.ShouldBe(id);
        }));

    [Fact]
    public void Shares_stay_between_0_and_100_percent() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Stories(backwards: true).ToArbitrary(), story =>
        {
            foreach (KpiWindow window in Enum.GetValues<KpiWindow>())
            {
                KpiReport report = KpiReports.Build(story.Ledger(), window, KpiStory.At(20_000), KpiStory.Options);
                report.Figures.Where(figure => figure is { Unit: "percent", Value: not null }).ShouldAllBe(figure => figure.Value >= 0 && figure.Value <= 100);
                report.Figures.Where(figure => figure.Value is not null).ShouldAllBe(figure => figure.Value >= 0);
                KpiMarkdown.Render(report).ShouldNotBeEmpty();
            }
        }));

    /// <summary>Up to 60 events of three workers, their incidents and the node, some seconds or minutes apart.</summary>
    private static Gen<KpiStory> Stories(bool backwards) =>
        from steps in Gen.Zip(Gen.Choose(0, 12), Gen.Zip(Gen.Choose(0, 2), Gen.Choose(backwards ? -30 : 0, 300))).ListOf()
        select Tell(steps.Select(step => (step.Item1, step.Item2.Item1, step.Item2.Item2)).Take(60));

    private static KpiStory Tell(IEnumerable<(int What, int Who, int After)> steps)
    {
        KpiStory story = new();
        double at = 0;
        int incidents = 0;
        foreach ((int what, int who, int after) in steps)
        {
            // Now and then a clock that somebody sets back by a quarter of an hour.
            at = Math.Max(0, after == -30 ? at - 900 : at + after);
            string worker = $"w{who}";
            _ = what switch
            {
                < 5 => story.State(at, worker, s_states[(what + who + after + 30) % s_states.Length]),
                5 => story.Crashed(at, worker),
                6 => story.Started(at, worker),
                7 => story.Intent(at, worker, after % 2 == 0),
                8 => story.Detected(at, $"i{++incidents}", who == 0 ? null : worker, at - 3),
                9 => story.Incident(at, $"i{incidents}", after % 2 == 0 ? new IncidentEvent.Cancelled("no") : new IncidentEvent.Resolved("yes", "wait", false)),
                10 => story.Worker(at, worker, new WorkerEvent.WorkerRemoved()),
                11 => story.Incident(at, $"i{incidents}", new IncidentEvent.Labelled(after % 2 == 0, "me", null)),
                _ => story.Node(at, who == 0 ? NodeEvents.Stopped : who == 1 ? NodeEvents.Started : NodeEvents.Alive),
            };
        }

        return story;
    }
}
