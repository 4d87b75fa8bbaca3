namespace Guardian.Actors;

/// <summary><c>PreRestart</c> failed; it is reported, and the restart goes on.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public sealed class PreRestartException : ActorInitializationException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    /// <param name="actor">The actor that was to be restarted.</param>
    /// <param name="restartException">What <c>PreRestart</c> threw.</param>
    /// <param name="cause">Why the actor was to be restarted.</param>
    /// <param name="optionalMessage">The message it failed on, if any.</param>
    public PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
        : base(actor, $"PreRestart failed for {optionalMessage ?? "no message"}: {restartException?.Message}", cause)
    {
        RestartException = restartException;
        OptionalMessage = optionalMessage;
    }

    /// <summary>What <c>PreRestart</c> threw.</summary>
    public Exception? RestartException { get; }

    /// <summary>The message the actor failed on, if any.</summary>
    public object? OptionalMessage { get; }
}
