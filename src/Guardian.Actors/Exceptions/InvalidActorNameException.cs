namespace Guardian.Actors;

/// <summary>A name is taken by a sibling, or malformed.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class InvalidActorNameException : AkkaException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong with the name.</param>
    public InvalidActorNameException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong with the name.</param>
    /// <param name="innerException">What led to it.</param>
    public InvalidActorNameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
