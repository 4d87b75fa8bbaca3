namespace Guardian.Actors;

/// <summary>What the runtime has to report. Subscribe to it on the event stream to log it.</summary>
public abstract class LogEvent
{
    private protected LogEvent(Exception? cause, string logSource, Type logClass, object message)
    {
        Cause = cause;
        LogSource = logSource;
        LogClass = logClass;
        Message = message;
    }

    /// <summary>The exception behind it, or null.</summary>
    public Exception? Cause { get; }

    /// <summary>Whom it is about, usually the path of an actor.</summary>
    public string LogSource { get; }

    /// <summary>The class that reports.</summary>
    public Type LogClass { get; }

    /// <summary>What happened.</summary>
    public object Message { get; }

    /// <summary>How serious it is.</summary>
    /// <returns>The level.</returns>
    public abstract LogLevel LogLevel();

    /// <inheritdoc/>
    public override string ToString() =>
        $"[{GetType().Name.ToUpperInvariant()}][{LogSource}] {Message}{(Cause is null ? string.Empty : $" Cause: {Cause}")}";
}
