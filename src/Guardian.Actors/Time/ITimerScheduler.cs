namespace Guardian.Actors;

/// <summary>The timers of one incarnation of an actor: messages to itself, each under a key.</summary>
/// <remarks>
/// To be used on the actor's own turn only. Starting a timer under a used key replaces it. A restart or stop ends all timers; a message
/// of a timer that was cancelled, replaced or of an earlier incarnation is not delivered, even when it was queued already.
/// </remarks>
public interface ITimerScheduler
{
    /// <summary>The keys of the timers that run.</summary>
    IReadOnlyCollection<object> ActiveTimers { get; }

    /// <summary>Sends a message to the actor again and again.</summary>
    /// <param name="key">The timer's key.</param>
    /// <param name="msg">The message.</param>
    /// <param name="interval">Time to the first and between; longer than zero.</param>
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    /// <summary>Sends a message to the actor again and again.</summary>
    /// <param name="key">The timer's key.</param>
    /// <param name="msg">The message.</param>
    /// <param name="initialDelay">Time to the first; zero or more.</param>
    /// <param name="interval">Time between; longer than zero.</param>
    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    /// <summary>Sends a message to the actor once.</summary>
    /// <param name="key">The timer's key.</param>
    /// <param name="msg">The message.</param>
    /// <param name="timeout">After how long; zero or more.</param>
    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>Whether a timer runs under a key; a single timer runs until its message is delivered.</summary>
    /// <param name="key">The timer's key.</param>
    /// <returns>True when it runs.</returns>
    bool IsTimerActive(object key);

    /// <summary>Ends the timer under a key, if any.</summary>
    /// <param name="key">The timer's key.</param>
    void Cancel(object key);

    /// <summary>Ends all timers.</summary>
    void CancelAll();
}
