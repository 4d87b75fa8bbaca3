using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Guardian.Workers;

/// <summary>What is shown of one worker. The JSON form is a contract (DESIGN.md section 12).</summary>
public sealed record WorkerStatus
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>How it is.</summary>
    public required WorkerState State { get; init; }

    /// <summary>Instances it should have; 0 when it is stopped.</summary>
    public required int Desired { get; init; }

    /// <summary>Instances whose process runs.</summary>
    public required int Running { get; init; }

    /// <summary>Unasked restarts of all its instances.</summary>
    public required int Restarts { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Score { get; init; }

    /// <summary>Why the state is not healthy, in words; empty when it is.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>Whether the definition calls it critical.</summary>
    public required bool Critical { get; init; }

    /// <summary>Its group, or null.</summary>
    public string? Group { get; init; }

    /// <summary>Its instances, by index.</summary>
    public required ImmutableArray<InstanceStatus> Instances { get; init; }

    /// <summary>Names of the queues it consumes.</summary>
    public required ImmutableArray<string> Queues { get; init; }

    /// <summary>Where it runs; null, and left out, for a worker that belongs to its node.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FloatingStatus? Floating { get; init; }
}
