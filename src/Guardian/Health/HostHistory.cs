namespace Guardian.Health;

/// <summary>What the host rules remember between two checks.</summary>
public sealed record HostHistory
{
    /// <summary>Nothing seen yet.</summary>
    public static HostHistory Empty { get; } = new();

    /// <summary>Processor use.</summary>
    public Persistence Cpu { get; init; } = Persistence.None;

    /// <summary>Memory in use.</summary>
    public Persistence Memory { get; init; } = Persistence.None;

    /// <summary>Load.</summary>
    public Persistence Load { get; init; } = Persistence.None;
}
