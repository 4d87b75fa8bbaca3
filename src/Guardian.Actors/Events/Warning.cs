namespace Guardian.Actors;

/// <summary>Something went wrong and was dealt with.</summary>
public sealed class Warning : LogEvent
{
    /// <summary>Makes the event.</summary>
    /// <param name="logSource">Whom it is about.</param>
    /// <param name="logClass">The class that reports.</param>
    /// <param name="message">What happened.</param>
    public Warning(string logSource, Type logClass, object message)
        : this(null, logSource, logClass, message)
    {
    }

    /// <summary>Makes the event.</summary>
    /// <param name="cause">The exception behind it, or null.</param>
    /// <param name="logSource">Whom it is about.</param>
    /// <param name="logClass">The class that reports.</param>
    /// <param name="message">What happened.</param>
    public Warning(Exception? cause, string logSource, Type logClass, object message)
        : base(cause, logSource, logClass, message)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Actors.LogLevel.WarningLevel;
}
