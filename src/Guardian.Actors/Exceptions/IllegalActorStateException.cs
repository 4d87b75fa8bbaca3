namespace Guardian.Actors;

/// <summary>Something was asked of an actor that it cannot do now, such as stashing one message twice.</summary>
/// <param name="message">What.</param>
#pragma warning disable CA1032 // Akka.NET's set of constructors
public class IllegalActorStateException(string message) : AkkaException(message);
#pragma warning restore CA1032 // end of the declaration
