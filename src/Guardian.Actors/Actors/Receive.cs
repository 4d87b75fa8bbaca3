namespace Guardian.Actors;

/// <summary>A behaviour: handles a message.</summary>
/// <param name="message">The message.</param>
/// <returns>False when it was not handled.</returns>
#pragma warning disable CA1711 // Akka.NET's name
public delegate bool Receive(object message);
#pragma warning restore CA1711 // end of the declaration
