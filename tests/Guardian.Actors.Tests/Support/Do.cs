namespace Guardian.Actors.Tests.Support;

/// <summary>Runs a piece of a test inside a <see cref="Worker"/>, on its turn.</summary>
public sealed record Do(Action<Worker> Act);
