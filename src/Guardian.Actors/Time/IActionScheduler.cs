namespace Guardian.Actors;

/// <summary>Runs actions later, on no actor's turn: an action must not touch the state of an actor.</summary>
public interface IActionScheduler
{
    /// <summary>Runs an action once.</summary>
    /// <param name="delay">After how long; zero or more.</param>
    /// <param name="action">The action.</param>
    void ScheduleOnce(TimeSpan delay, Action action);

    /// <summary>Runs an action once, unless called off.</summary>
    /// <param name="delay">After how long; zero or more.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancelable">Calls it off.</param>
    void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable);

    /// <summary>Runs an action again and again.</summary>
    /// <param name="initialDelay">Time to the first; zero or more.</param>
    /// <param name="interval">Time between; longer than zero.</param>
    /// <param name="action">The action.</param>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action);

    /// <summary>Runs an action again and again until called off.</summary>
    /// <param name="initialDelay">Time to the first; zero or more.</param>
    /// <param name="interval">Time between; longer than zero.</param>
    /// <param name="action">The action.</param>
    /// <param name="cancelable">Calls it off.</param>
    void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable);
}
