namespace Guardian.Actors;

/// <summary>The base of what the actor runtime throws; named as in Akka.NET so that handlers compile against both.</summary>
public abstract class AkkaException : Exception
{
    /// <summary>Makes an exception without a message.</summary>
    protected AkkaException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="cause">What led to it, if anything.</param>
    protected AkkaException(string? message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>What led to it, if anything.</summary>
    protected Exception? Cause => InnerException;
}
