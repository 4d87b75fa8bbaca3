namespace Guardian.Workers;

/// <summary>What is shown of one instance. The JSON form is a contract (DESIGN.md section 12).</summary>
public sealed record InstanceStatus
{
    /// <summary><c>WORKER/INDEX</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its process, or null when none runs.</summary>
    public required int? Pid { get; init; }

    /// <summary>Its process beyond doubt, or null when none runs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ProcessIdentity? Process { get; init; }

    /// <summary>How it is.</summary>
    public required WorkerState State { get; init; }

    /// <summary>When its process started, or null.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>Unasked restarts.</summary>
    public required int Restarts { get; init; }

    /// <summary>Processor use since the last check, 100 for one processor; null before the second check.</summary>
    public required double? CpuPercent { get; init; }

    /// <summary>Resident memory of its process tree; null before the first check.</summary>
    public required long? RssBytes { get; init; }

    /// <summary>Open file descriptors; null when unknown.</summary>
    public int? Descriptors { get; init; }

    /// <summary>Threads; null when unknown.</summary>
    public int? Threads { get; init; }

    /// <summary>Whether a task is in hand, by its own word; null when it never said.</summary>
    public required bool? Busy { get; init; }

    /// <summary>The item in hand, by its own word (<c>X_GUARDIAN_TASK</c>), or null.</summary>
    public string? Task { get; init; }

    /// <summary>Units of work done, by its own word; null when it never said.</summary>
    public required long? Progress { get; init; }

    /// <summary>Slowest last answer of its probes, in seconds; null when it has none.</summary>
    public double? ResponseSeconds { get; init; }

    /// <summary>Its own word on what it does (<c>STATUS=</c>), or null.</summary>
    public string? Status { get; init; }

    /// <summary>When the next start is due, while it waits for one.</summary>
    public DateTimeOffset? NextStartAt { get; init; }

    /// <summary>How its last process ended, or null.</summary>
    public required LastExit? LastExit { get; init; }

    /// <summary>Faults that stand.</summary>
    public System.Collections.Immutable.ImmutableArray<Faults.FaultKind> Faults { get; init; } = [];

    /// <summary>Why the state is not healthy.</summary>
    public System.Collections.Immutable.ImmutableArray<string> Reasons { get; init; } = [];
}
