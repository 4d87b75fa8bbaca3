namespace Guardian.Actors;

/// <summary>An actor received <see cref="Kill"/>; supervisors stop such an actor by default.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class ActorKilledException : AkkaException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    public ActorKilledException(string message)
        : base(message)
    {
    }
}
