namespace Guardian.Actors.Tests.Fuzz;

/// <summary>Asks for a sign of life.</summary>
public sealed record FuzzPing(CountdownEvent Heard);
