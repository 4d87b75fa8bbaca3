namespace Guardian.Alerts;

/// <summary>When something happened: the wall time that is kept and shown, and the monotonic time that intervals are measured by.</summary>
/// <param name="Wall">Wall time, a label.</param>
/// <param name="Monotonic">The same moment on this process's clock.</param>
public readonly record struct AlertMoment(DateTimeOffset Wall, MonotonicTime Monotonic)
{
    /// <summary>The moment now.</summary>
    /// <param name="clock">The node's clock.</param>
    /// <returns>Both readings.</returns>
    public static AlertMoment Now(Clock clock) => new(clock.UtcNow, clock.Now);

    /// <summary>A moment that an earlier process kept, put on this process's clock by its age.</summary>
    /// <param name="wall">What was kept.</param>
    /// <returns>The moment; one from the future, after the wall clock was set back, counts as now.</returns>
    public AlertMoment At(DateTimeOffset wall) => new(wall, wall < Wall ? Monotonic - (Wall - wall) : Monotonic);
}
