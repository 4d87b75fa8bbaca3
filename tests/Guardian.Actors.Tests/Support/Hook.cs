namespace Guardian.Actors.Tests.Support;

/// <summary>A hook of a <see cref="Worker"/> was called.</summary>
public sealed record Hook(string Actor, string Name);
