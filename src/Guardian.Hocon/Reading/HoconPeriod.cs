namespace Guardian.Hocon;

/// <summary>A span of the calendar, whose length depends on where it starts.</summary>
/// <param name="Years">Years.</param>
/// <param name="Months">Months.</param>
/// <param name="Days">Days; a week is seven.</param>
public readonly record struct HoconPeriod(int Years, int Months, int Days)
{
    /// <summary>The date that lies this period after <paramref name="date"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The calendar ends before.</exception>
    public DateOnly After(DateOnly date) => date.AddYears(Years).AddMonths(Months).AddDays(Days);
}
