namespace Guardian.Learning.Anomalies;

/// <summary>Remembers how unusual each quarter of an hour of the last week was, so that what comes daily is no event.</summary>
/// <remarks>A nightly backup is rare among the values of a day, and still expected. Bounded: one slot for each quarter of an hour
/// of eight days, made when the first unusual value arrives.</remarks>
internal sealed class DailyRhythm
{
    private const int QuartersPerDay = 96;
    private const int Days = 7;

    private readonly Slot[] _slots = new Slot[QuartersPerDay * (Days + 1)];

    /// <summary>Keeps the rarest moment of a quarter of an hour.</summary>
    /// <param name="at">Its time; the day and the hour are those of its own offset.</param>
    /// <param name="upwards">Too high, or too low.</param>
    /// <param name="rarity">In decades.</param>
    public void Learn(DateTimeOffset at, bool upwards, double rarity)
    {
        long quarter = QuarterOf(at);
        ref Slot slot = ref _slots[quarter % _slots.Length];
        if (slot.Quarter < quarter)
        {
            slot = new Slot(quarter, 0, 0);
        }

        if (slot.Quarter == quarter) // a time long gone by has lost its slot to a later one
        {
            slot = upwards ? slot with { High = Math.Max(slot.High, (float)rarity) } : slot with { Low = Math.Max(slot.Low, (float)rarity) };
        }
    }

    /// <summary>How rare values at this time of the day are known to be.</summary>
    /// <param name="at">The time.</param>
    /// <param name="upwards">Too high, or too low.</param>
    /// <returns>Decades that at least two of the last seven days have reached within a quarter of an hour of this time.</returns>
    public double Expected(DateTimeOffset at, bool upwards)
    {
        double first = 0;
        double second = 0;
        for (int day = 1; day <= Days; day++)
        {
            double most = 0;
            for (int beside = -1; beside <= 1; beside++)
            {
                long quarter = QuarterOf(at) - (day * QuartersPerDay) + beside;
                Slot slot = quarter > 0 ? _slots[quarter % _slots.Length] : default;
                most = slot.Quarter == quarter ? Math.Max(most, upwards ? slot.High : slot.Low) : most;
            }

            second = Math.Max(second, Math.Min(first, most));
            first = Math.Max(first, most);
        }

        return second;
    }

    private static long QuarterOf(DateTimeOffset at) => at.DateTime.Ticks / (TimeSpan.TicksPerDay / QuartersPerDay);

    private readonly record struct Slot(long Quarter, float High, float Low);
}
