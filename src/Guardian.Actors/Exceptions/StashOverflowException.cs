namespace Guardian.Actors;

/// <summary>A stash holds as many messages as its mailbox setting allows.</summary>
/// <param name="message">What.</param>
/// <param name="cause">What led to it, if anything.</param>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class StashOverflowException(string message, Exception? cause = null) : AkkaException(message, cause);
#pragma warning restore CA1032 // end of the declaration
