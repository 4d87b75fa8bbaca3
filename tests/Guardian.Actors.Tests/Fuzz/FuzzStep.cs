namespace Guardian.Actors.Tests.Fuzz;

/// <summary>Makes an actor do something random, and perhaps another after it.</summary>
public sealed record FuzzStep(int Seed, int Hops);
