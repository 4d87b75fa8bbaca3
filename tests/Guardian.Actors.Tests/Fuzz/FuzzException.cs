namespace Guardian.Actors.Tests.Fuzz;

/// <summary>A failure that tells the supervisors what to do about it.</summary>
public sealed class FuzzException(Directive directive) : Exception($"on purpose, to {directive}")
{
    public Directive Directive { get; } = directive;
}
