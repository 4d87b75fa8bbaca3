namespace Guardian.Actors;

/// <summary>A null was sent.</summary>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class InvalidMessageException : AkkaException
#pragma warning restore CA1032 // end of the header
{
    /// <summary>Makes an exception.</summary>
    public InvalidMessageException()
        : this("Message is null")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong with the message.</param>
    public InvalidMessageException(string message)
        : base(message)
    {
    }
}
