namespace Guardian.Actors;

/// <summary>Something went wrong: an actor failed and was restarted or stopped, or a hook threw.</summary>
public sealed class Error : LogEvent
{
    /// <summary>Makes the event.</summary>
    /// <param name="cause">The exception behind it, or null.</param>
    /// <param name="logSource">Whom it is about.</param>
    /// <param name="logClass">The class that reports.</param>
    /// <param name="message">What happened.</param>
    public Error(Exception? cause, string logSource, Type logClass, object message)
        : base(cause, logSource, logClass, message)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Actors.LogLevel.ErrorLevel;
}
