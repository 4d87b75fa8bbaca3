namespace Guardian.Actors;

/// <summary>An actor's constructor, <c>PreStart</c> or <c>PostRestart</c> failed; supervisors stop such an actor by default.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class ActorInitializationException : AkkaException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    public ActorInitializationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="cause">What was thrown.</param>
    public ActorInitializationException(string message, Exception? cause)
        : base(message, cause)
    {
    }

    /// <summary>Makes an exception for an actor.</summary>
    /// <param name="actor">The actor that could not be initialized.</param>
    /// <param name="message">What happened.</param>
    /// <param name="cause">What was thrown.</param>
    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
        : base(message, cause) => Actor = actor;

    /// <summary>The actor that could not be initialized, when known.</summary>
    public IActorRef? Actor { get; }

    /// <inheritdoc/>
    public override string ToString() => Actor is null ? base.ToString() : $"{Actor}: {base.ToString()}";
}
