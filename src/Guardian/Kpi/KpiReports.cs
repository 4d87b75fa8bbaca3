using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Kpi;

/// <summary>Makes reports of a ledger.</summary>
/// <remarks>
/// What the figures are. Availability: up / (up + down), summed over workers (<see cref="KpiLedger"/> says what is up). Recovery time:
/// mean over incidents (detected to recovered) and reflex restarts that held (exit to started again). Automatic:
/// (incidents resolved without a person + restarts that held) / (those + faults that a person was asked for, took part in or ended);
/// cancelled incidents are in neither part. False detections: labelled so, or cancelled although the
/// worker was wanted, / all incidents opened. Error rate: worker minutes with a crash, fault, incident or failed plan / worker minutes
/// wanted; unlike availability it also counts errors that took nothing down.
/// </remarks>
public static class KpiReports
{
    /// <summary>Most workers, plans and kinds that a report lists.</summary>
    public const int MostRows = 1_000;

    private const string Percent = "percent";
    private const string Seconds = "seconds";
    private const string Number = "count";

    /// <summary>Builds a report.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="window">The period, ending now.</param>
    /// <param name="now">Wall time.</param>
    /// <param name="options">The targets.</param>
    /// <param name="problem">Why the ledger may be behind, in words, or null.</param>
    /// <returns>The report.</returns>
    public static KpiReport Build(KpiLedger ledger, KpiWindow window, DateTimeOffset now, KpiOptions options, string? problem = null)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(options);
        long to = Math.Max(now.ToUnixTimeMilliseconds(), ledger.Time);
        (long from, long step) = KpiPeriods.Window(window, to);
        (long earlier, long earlierEnd, long earlierStep) = KpiPeriods.Before(window, from);
        KpiSums[] sums = KpiSums.Of(ledger, from, to, step);
        KpiTotals totals = new(sums);
        KpiTotals before = new(KpiSums.Of(ledger, earlier, earlierEnd, earlierStep));

        ImmutableArray<KpiFigure> figures = Figures(totals, before, options.Targets);
        ImmutableArray<KpiWorkerRow> workers =
        [
            .. sums.Where(each => each.Worker.Length > 0 && each.Length > 0).Select(Row)
                .OrderBy(row => row.Availability ?? double.MaxValue).ThenBy(row => row.Worker, StringComparer.Ordinal).Take(MostRows),
        ];
        ImmutableArray<KpiStrategyRow> strategies = Strategies(totals.All);
        return new KpiReport(
            window,
            DateTimeOffset.FromUnixTimeMilliseconds(from),
            DateTimeOffset.FromUnixTimeMilliseconds(to),
            problem,
            figures,
            workers,
            strategies,
            [.. (totals.All.Kinds ?? []).Where(kind => kind.Value > 0).OrderByDescending(kind => kind.Value).Select(kind => new KpiKindRow(kind.Key, kind.Value))],
            KpiRemarks.Of(figures, workers, strategies, ledger.Overlooked));
    }

    private static ImmutableArray<KpiFigure> Figures(KpiTotals now, KpiTotals before, KpiTargetOptions targets)
    {
        KpiTally all = now.All;
        return
        [
            AtLeast("availability", "Availability", now.Availability, before.Availability, targets.Availability * 100,
                $"{Span(now.Up)} up, {Span(now.Wanted - now.Up)} down"),
            AtMost("recovery-time", "Mean time to recover", now.RecoverySeconds, Seconds, before.RecoverySeconds, targets.RecoveryTime.TotalSeconds,
                $"{Wording.Count(all.ReflexHeld, "reflex restart")} and {Wording.Count(all.Recovered, "incident")}"),
            AtLeast("automatic", "Recovered with no person", now.Automatic, before.Automatic, targets.Automatic * 100,
                $"{Wording.Count(all.Automatic + all.ReflexHeld, "fault")} without, {all.Person} with a person"),
            AtMost("false-detections", "False detections", now.FalseDetections, Percent, before.FalseDetections, targets.FalseDetections * 100,
                $"{all.FalseDetections} of {Wording.Count(all.Detections, "incident")}"),
            AtMost("error-rate", "Error rate", now.ErrorRate, Percent, before.ErrorRate, targets.ErrorRate * 100,
                $"{all.ErrorMinutes} of {now.WantedMinutes.ToString("0", CultureInfo.InvariantCulture)} worker minutes with an error"),
            Plain("errors-per-hour", "Errors per worker hour", now.ErrorsPerHour, "per hour", before.ErrorsPerHour,
                $"{Wording.Count(all.Crashes, "unasked end")}, {Wording.Count(all.Faults, "fault")}"),
            Plain("detection-time", "Mean time to detect", now.DetectSeconds, Seconds, before.DetectSeconds, "from the begin of the trouble to the incident"),
            Plain("reflex-recovery-time", "Reflex restarts", now.ReflexSeconds, Seconds, before.ReflexSeconds, "from exit to started again, of those that held"),
            Plain("incident-recovery-time", "Incidents", now.IncidentSeconds, Seconds, before.IncidentSeconds, "from detection to recovery"),
            Plain("recoveries", "Successful recoveries", now.Recoveries, Number, before.Recoveries, "reflex restarts that held, and incidents"),
            Plain("failed-recoveries", "Failed recoveries", now.FailedRecoveries, Number, before.FailedRecoveries,
                $"{all.ReflexFailed} restarts that did not hold, {all.FailedPlans} plans"),
            Plain("restarts", "Restarts", all.Restarts, Number, before.All.Restarts, "decided by the restart policy"),
            Plain("incidents", "Incidents opened", all.Detections, Number, before.All.Detections, $"{all.Cancelled} cancelled"),
            Plain("node-down", "Node down", now.NodeDown / 1000.0, Seconds, before.NodeDown / 1000.0, "nobody watched; in no other figure"),
        ];
    }

    private static KpiWorkerRow Row(KpiSums sums)
    {
        KpiTally tally = sums.Tally;
        KpiTotals own = new([sums]);
        return new KpiWorkerRow(
            sums.Worker,
            own.Availability,
            tally.Down / 1000.0,
            tally.Unknown / 1000.0,
            tally.Unwanted / 1000.0,
            tally.Restarts,
            own.Errors,
            tally.Detections,
            own.RecoverySeconds);
    }

    private static ImmutableArray<KpiStrategyRow> Strategies(KpiTally all)
    {
        IEnumerable<KpiStrategyRow> plans = (all.Plans ?? []).Select(plan => Strategy(plan.Key, plan.Value.Tries, plan.Value.Successes, plan.Value.Milliseconds));
        int restarts = all.ReflexHeld + all.ReflexFailed;
        return
        [
            .. (restarts > 0 ? plans.Prepend(Strategy("reflex restart", restarts, all.ReflexHeld, all.ReflexMs)) : plans)
                .OrderByDescending(row => row.Tries).ThenBy(row => row.Strategy, StringComparer.Ordinal),
        ];
    }

    private static KpiStrategyRow Strategy(string name, int tries, int successes, long milliseconds) =>
        new(name, tries, successes, tries > 0 ? successes * 100.0 / tries : 0, successes > 0 ? milliseconds / 1000.0 / successes : null);

    private static KpiFigure AtLeast(string name, string title, double? value, double? before, double target, string words) =>
        new(name, title, value, Percent, target, value is { } known ? known >= target : null, before, words);

    private static KpiFigure AtMost(string name, string title, double? value, string unit, double? before, double target, string words) =>
        new(name, title, value, unit, target, value is { } known ? known <= target : null, before, words);

    private static KpiFigure Plain(string name, string title, double? value, string unit, double? before, string words) =>
        new(name, title, value, unit, null, null, before, words);

    private static string Span(long milliseconds) => Wording.Duration(TimeSpan.FromMilliseconds(milliseconds));
}
