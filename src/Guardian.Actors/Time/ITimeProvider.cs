namespace Guardian.Actors;

/// <summary>The clocks of a system.</summary>
public interface ITimeProvider
{
    /// <summary>Wall clock time; it may jump.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Time since the system was created; it never jumps.</summary>
    TimeSpan MonotonicClock { get; }

    /// <summary>Time since the system was created, as fine as the clock gives it; it never jumps.</summary>
    TimeSpan HighResMonotonicClock { get; }
}
