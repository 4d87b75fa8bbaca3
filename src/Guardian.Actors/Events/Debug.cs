namespace Guardian.Actors;

/// <summary>Something of use when looking for a fault in the code.</summary>
public sealed class Debug : LogEvent
{
    /// <summary>Makes the event.</summary>
    /// <param name="logSource">Whom it is about.</param>
    /// <param name="logClass">The class that reports.</param>
    /// <param name="message">What happened.</param>
    public Debug(string logSource, Type logClass, object message)
        : base(null, logSource, logClass, message)
    {
    }

    /// <inheritdoc/>
    public override LogLevel LogLevel() => Actors.LogLevel.DebugLevel;
}
