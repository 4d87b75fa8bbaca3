namespace Guardian.Actors;

/// <summary>No actor answers at the path of a selection.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class ActorNotFoundException : AkkaException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    public ActorNotFoundException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was looked for.</param>
    /// <param name="innerException">What led to it, if anything.</param>
    public ActorNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
