using Guardian.Faults;
using Guardian.Workers;

namespace Guardian.Recovery;

/// <summary>What an action is done to, and by which means.</summary>
public sealed record ActionTarget
{
    /// <summary>Id of the incident.</summary>
    public required string Incident { get; init; }

    /// <summary>What is wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The worker's definition.</summary>
    public required WorkerDefinition Worker { get; init; }

    /// <summary>Its latest status.</summary>
    public required WorkerStatus Status { get; init; }

    /// <summary>The instance, or null for all.</summary>
    public required int? Index { get; init; }

    /// <summary>The item in hand at the fault, or null.</summary>
    public required string? Task { get; init; }

    /// <summary>The rules.</summary>
    public required RecoveryOptions Options { get; init; }

    /// <summary>The means.</summary>
    public required IWorkerControl Control { get; init; }

    /// <summary>Why it is done, in words.</summary>
    public string Reason => $"incident {Incident}";

    /// <summary>Instances that are meant, of those that exist.</summary>
    public IEnumerable<int> Indexes => Status.Instances
        .Select(instance => InstanceName.TryParse(instance.Id, out InstanceName name) ? name.Index : -1)
        .Where(index => index >= 0 && (Index is null || index == Index));

    /// <summary>Whether an instance that is meant has a process.</summary>
    public bool HasProcess => Status.Instances.Any(instance =>
        instance.Pid is not null && (Index is null || instance.Id == new InstanceName(Worker.Name, Index.Value).ToString()));
}
