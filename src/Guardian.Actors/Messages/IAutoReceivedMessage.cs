namespace Guardian.Actors;

/// <summary>Marks messages the runtime itself acts upon before, or instead of, the actor.</summary>
#pragma warning disable CA1040 // Akka.NET marks these messages by an empty interface, and so does every user of it
public interface IAutoReceivedMessage;
#pragma warning restore CA1040 // end of the declaration
