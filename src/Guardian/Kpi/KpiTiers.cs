namespace Guardian.Kpi;

/// <summary>Tallies of one worker in three grains: minutes for 3 hours, hours for 35 days, days for 400 days.</summary>
/// <remarks>A bucket exists only where something happened, so a worker that is merely well takes no space.</remarks>
internal sealed class KpiTiers
{
    private const long KeepMinutes = 3 * KpiPeriods.Hour;
    private const long KeepHours = 35 * KpiPeriods.Day;
    private const long KeepDays = 400 * KpiPeriods.Day;

    public SortedDictionary<long, KpiTally> Minutes { get; set; } = [];

    public SortedDictionary<long, KpiTally> Hours { get; set; } = [];

    public SortedDictionary<long, KpiTally> Days { get; set; } = [];

    /// <summary>True when nothing is kept.</summary>
    public bool IsEmpty() => Minutes.Count + Hours.Count + Days.Count == 0;

    /// <summary>Counts something that happened at a moment.</summary>
    /// <param name="at">When, in milliseconds of Unix time.</param>
    /// <param name="now">The ledger's time: what is too old for a grain is not counted there.</param>
    /// <param name="tally">What.</param>
    public void Add(long at, long now, KpiTally tally)
    {
        foreach ((SortedDictionary<long, KpiTally> tier, long step, long keep) in Tiers)
        {
            if (at >= Oldest(now, step, keep))
            {
                Bucket(tier, at / step).Add(tally);
            }
        }
    }

    /// <summary>Counts a span of time, split at the bounds of buckets.</summary>
    /// <param name="from">Begin.</param>
    /// <param name="to">End, the ledger's time.</param>
    /// <param name="use">What it was; time that was up is not kept.</param>
    public void AddSpan(long from, long to, KpiTimeUse use)
    {
        if (use == KpiTimeUse.Up)
        {
            return;
        }

        foreach ((SortedDictionary<long, KpiTally> tier, long step, long keep) in Tiers)
        {
            for (long at = Math.Max(from, Oldest(to, step, keep)); at < to;)
            {
                long end = Math.Min(to, KpiPeriods.Floor(at, step) + step);
                KpiTally bucket = Bucket(tier, at / step);
                bucket.Down += use == KpiTimeUse.Down ? end - at : 0;
                bucket.Unknown += use == KpiTimeUse.Unknown ? end - at : 0;
                bucket.Unwanted += use == KpiTimeUse.Unwanted ? end - at : 0;
                at = end;
            }
        }
    }

    /// <summary>Forgets what is too old for its grain.</summary>
    public void Prune(long now)
    {
        foreach ((SortedDictionary<long, KpiTally> tier, long step, long keep) in Tiers)
        {
            long oldest = Oldest(now, step, keep) / step;
            while (tier.Count > 0 && tier.First().Key is { } first && first < oldest)
            {
                tier.Remove(first);
            }
        }
    }

    /// <summary>Forgets the bucket of a moment and all later ones: the clock was set back, and they have not been yet.</summary>
    public void ForgetFrom(long moment)
    {
        foreach ((SortedDictionary<long, KpiTally> tier, long step, _) in Tiers)
        {
            foreach (long key in tier.Keys.Where(key => key >= moment / step).ToArray())
            {
                tier.Remove(key);
            }
        }
    }

    /// <summary>Sums the buckets of a window.</summary>
    /// <param name="from">Begin, on a full step.</param>
    /// <param name="to">End.</param>
    /// <param name="step">The grain.</param>
    public KpiTally Sum(long from, long to, long step)
    {
        KpiTally sum = new();
        SortedDictionary<long, KpiTally> tier = Tiers.First(each => each.Step == step).Tier;
        foreach ((long key, KpiTally tally) in tier)
        {
            if (key * step >= from && key * step < to)
            {
                sum.Add(tally);
            }
        }

        return sum;
    }

    private (SortedDictionary<long, KpiTally> Tier, long Step, long Keep)[] Tiers =>
        [(Minutes, KpiPeriods.Minute, KeepMinutes), (Hours, KpiPeriods.Hour, KeepHours), (Days, KpiPeriods.Day, KeepDays)];

    private static long Oldest(long now, long step, long keep) => KpiPeriods.Floor(now - keep, step);

    private static KpiTally Bucket(SortedDictionary<long, KpiTally> tier, long key) =>
        tier.TryGetValue(key, out KpiTally? bucket) ? bucket : tier[key] = new KpiTally();
}
