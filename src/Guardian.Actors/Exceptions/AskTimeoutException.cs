namespace Guardian.Actors;

/// <summary>No answer to an Ask came in time.</summary>
/// <param name="message">Whom was asked and how long.</param>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class AskTimeoutException(string message) : AkkaException(message);
#pragma warning restore CA1032 // end of the declaration
