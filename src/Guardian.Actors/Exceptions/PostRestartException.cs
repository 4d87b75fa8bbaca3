namespace Guardian.Actors;

/// <summary>The new instance could not be made or its <c>PostRestart</c> failed; supervisors stop such an actor by default.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public sealed class PostRestartException : ActorInitializationException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    /// <param name="actor">The actor that was restarted.</param>
    /// <param name="cause">What the constructor or <c>PostRestart</c> threw.</param>
    /// <param name="originalCause">Why the actor was restarted.</param>
    public PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
        : base(actor, $"Exception post restart ({originalCause?.GetType().Name ?? "null"})", cause) => OriginalCause = originalCause;

    /// <summary>Why the actor was restarted.</summary>
    public Exception? OriginalCause { get; }
}
