using Guardian.Faults;
using Guardian.Learning.Forecasts;

namespace Guardian.Health;

/// <summary>What the health rules remember of one process between two checks. A new process starts with <see cref="Empty"/>.</summary>
public sealed record HealthHistory
{
    /// <summary>Nothing seen yet.</summary>
    public static HealthHistory Empty { get; } = new();

    /// <summary>Processor use.</summary>
    public Persistence Cpu { get; init; } = Persistence.None;

    /// <summary>Resident memory.</summary>
    public Persistence Memory { get; init; } = Persistence.None;

    /// <summary>Open descriptors.</summary>
    public Persistence Descriptors { get; init; } = Persistence.None;

    /// <summary>Zombie children.</summary>
    public Persistence Zombies { get; init; } = Persistence.None;

    /// <summary>Error lines.</summary>
    public Persistence ErrorRate { get; init; } = Persistence.None;

    /// <summary>Error lines at once.</summary>
    public Persistence ErrorBurst { get; init; } = Persistence.None;

    /// <summary>Where memory was going when that was judged last, or null.</summary>
    public TrendVerdict? MemoryTrend { get; init; }

    /// <summary>Response time.</summary>
    public Persistence ResponseTime { get; init; } = Persistence.None;

    /// <summary>Kinds of fault that stood at the last check, in the order they were found.</summary>
    public ValueArray<FaultKind> Standing { get; init; } = [];
}
