using System.Collections.Immutable;
using Guardian.Health;

namespace Guardian.Hosting;

/// <summary>What is shown of a node.</summary>
public sealed record NodeStatus
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Version of Guardian.</summary>
    public required string Version { get; init; }

    /// <summary>Its process.</summary>
    public required int Pid { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How the whole of it is.</summary>
    public required HealthState State { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Score { get; init; }

    /// <summary>Why it is not healthy.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>Workers defined.</summary>
    public required int Workers { get; init; }

    /// <summary>Workers that are healthy.</summary>
    public required int HealthyWorkers { get; init; }

    /// <summary>Critical workers that are critical or dead.</summary>
    public required int CriticalWorkersDown { get; init; }

    /// <summary>Processes that run.</summary>
    public required int Instances { get; init; }

    /// <summary>The configuration in force.</summary>
    public required string Configuration { get; init; }

    /// <summary>Data directory.</summary>
    public required string Data { get; init; }

    /// <summary>Why the store cannot be used, or null when it works.</summary>
    public required string? StoreProblem { get; init; }

    /// <summary>Events lost because the store was away for too long.</summary>
    public required long DroppedEvents { get; init; }

    /// <summary>The server.</summary>
    public required HostStatus Host { get; init; }
}
