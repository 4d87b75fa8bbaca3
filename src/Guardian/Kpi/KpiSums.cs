namespace Guardian.Kpi;

/// <summary>A worker's tally over a window, with the time that it was up.</summary>
/// <param name="Worker">Its name; empty for the server.</param>
/// <param name="Length">Milliseconds of the window in which it was known.</param>
/// <param name="Tally">What happened.</param>
internal sealed record KpiSums(string Worker, long Length, KpiTally Tally)
{
    /// <summary>Milliseconds up: what is left of the time it was known.</summary>
    public long Up => Math.Max(0, Length - Tally.Down - Tally.Unknown - Tally.Unwanted);

    /// <summary>Milliseconds wanted and watched.</summary>
    public long Wanted => Up + Tally.Down;

    /// <summary>Sums every worker over a window.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="from">Begin, on a full step.</param>
    /// <param name="to">End, not before the ledger's time when it is the present.</param>
    /// <param name="step">Grain of the buckets.</param>
    public static KpiSums[] Of(KpiLedger ledger, long from, long to, long step) =>
        [.. ledger.Workers.Select(worker => Of(ledger, worker.Key, worker.Value, from, to, step))];

    private static KpiSums Of(KpiLedger ledger, string name, KpiWorker worker, long from, long to, long step)
    {
        KpiTally sum = worker.Tiers.Sum(from, to, step);
        KpiTimeUse use = worker.Use();
        if (worker.Until is null)
        {
            // What came after its last event is in no bucket yet.
            bool unwatched = use != KpiTimeUse.Unwanted && ledger.Unwatched(to);
            long seen = unwatched ? Math.Max(worker.Since, ledger.Time) : to;
            Take(use, Math.Max(from, worker.Since), Math.Min(to, seen));
            Take(KpiTimeUse.Unknown, Math.Max(from, seen), to);
        }

        return new KpiSums(name, Math.Max(0, Math.Min(to, worker.Until ?? to) - Math.Max(from, worker.First)), sum);

        void Take(KpiTimeUse what, long begin, long end)
        {
            long length = Math.Max(0, end - begin);
            sum.Down += what == KpiTimeUse.Down ? length : 0;
            sum.Unknown += what == KpiTimeUse.Unknown ? length : 0;
            sum.Unwanted += what == KpiTimeUse.Unwanted ? length : 0;
        }
    }
}
