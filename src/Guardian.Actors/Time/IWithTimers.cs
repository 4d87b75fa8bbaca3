namespace Guardian.Actors;

/// <summary>An actor that has timers.</summary>
public interface IWithTimers
{
    /// <summary>The timers; set by the runtime after the constructor and before <c>PreStart</c>.</summary>
    ITimerScheduler Timers { get; set; }
}
