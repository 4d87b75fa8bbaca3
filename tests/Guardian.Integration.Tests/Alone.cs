namespace Guardian.Integration.Tests;

/// <summary>Tests that need the machine for themselves: what they watch would be something else on one with too much to do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
