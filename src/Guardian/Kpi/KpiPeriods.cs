namespace Guardian.Kpi;

/// <summary>Where the windows of reports begin, in milliseconds of Unix time.</summary>
internal static class KpiPeriods
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>Beginning of a window, on a full step, and the step of the buckets that it is summed of.</summary>
    public static (long From, long Step) Window(KpiWindow window, long now) => window switch
    {
        KpiWindow.Live => (Floor(now, Minute) - Hour, Minute),
        KpiWindow.Day => (Floor(now, Hour) - Day, Hour),
        KpiWindow.Week => (Floor(now, Hour) - (7 * Day), Hour),
        KpiWindow.Month => (Floor(now, Hour) - (30 * Day), Hour),
        _ => throw new ArgumentOutOfRangeException(nameof(window), window, "not a window"),
    };

    /// <summary>The window before, of the same length; that of a month lies on whole days, as hours are not kept so long.</summary>
    public static (long From, long To, long Step) Before(KpiWindow window, long from)
    {
        (long length, long step) = window switch
        {
            KpiWindow.Live => (Hour, Minute),
            KpiWindow.Day => (Day, Hour),
            KpiWindow.Week => (7 * Day, Hour),
            _ => (30 * Day, Day),
        };
        long to = Floor(from, step);
        return (to - length, to, step);
    }

    public static long Floor(long time, long step) => time - (((time % step) + step) % step);
}
