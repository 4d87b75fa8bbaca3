namespace Guardian.Actors;

/// <summary>The system was set up without something that an actor's <see cref="Props"/> name.</summary>
/// <param name="message">What is missing.</param>
/// <param name="exception">What led to it, if anything.</param>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class ConfigurationException(string message, Exception? exception = null) : AkkaException(message, exception);
#pragma warning restore CA1032 // end of the declaration
