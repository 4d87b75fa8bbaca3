namespace Guardian.Actors;

/// <summary>A behaviour that handles every message or calls <c>Unhandled</c> itself.</summary>
/// <param name="message">The message.</param>
public delegate void UntypedReceive(object message);
