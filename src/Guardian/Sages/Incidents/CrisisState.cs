using Guardian.Health;

namespace Guardian.Sages.Incidents;

/// <summary>What the crisis detector knows and remembers between two checks. Bounded: four figures.</summary>
public sealed record CrisisState
{
    /// <summary>Before the first check.</summary>
    public static CrisisState Empty { get; } = new();

    /// <summary>The verdict.</summary>
    public CrisisLevel Level { get; init; } = CrisisLevel.Calm;

    /// <summary>Why, with figures, in the order failures, backlog, answers, memory; empty when calm.</summary>
    public ValueArray<string> Reasons { get; init; } = [];

    /// <summary>Memory of the share of failing workers.</summary>
    public Persistence Failures { get; init; } = Persistence.None;

    /// <summary>Memory of the longest backlog.</summary>
    public Persistence Backlog { get; init; } = Persistence.None;

    /// <summary>Memory of the slowest answer.</summary>
    public Persistence Response { get; init; } = Persistence.None;

    /// <summary>Memory of the server's memory.</summary>
    public Persistence Memory { get; init; } = Persistence.None;
}
