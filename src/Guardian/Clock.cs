namespace Guardian;

/// <summary>The one place where rules' callers get the time from: monotonic for decisions, wall time for labels.</summary>
/// <param name="time">Where both come from; a manual one in tests.</param>
public sealed class Clock(TimeProvider time)
{
    /// <summary>The provider behind this clock, for timers.</summary>
    public TimeProvider Provider { get; } = time;

    /// <summary>The moment now, for windows, deadlines and ages.</summary>
    public MonotonicTime Now => new(Provider.GetElapsedTime(0, Provider.GetTimestamp()));

    /// <summary>Wall time now, only ever to label journal rows, archives and screens.</summary>
    public DateTimeOffset UtcNow => Provider.GetUtcNow();
}
