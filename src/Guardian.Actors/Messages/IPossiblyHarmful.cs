namespace Guardian.Actors;

/// <summary>Marks messages that must not be let in from outside, because they can stop an actor.</summary>
#pragma warning disable CA1040 // a marker in Akka.NET as well
public interface IPossiblyHarmful;
#pragma warning restore CA1040 // end of the declaration
