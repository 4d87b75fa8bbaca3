using Guardian.Workers;

namespace Guardian.Health;

/// <summary>How one worker is at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state.</param>
/// <param name="Critical">Whether the whole system depends on it.</param>
/// <param name="Running">Instances that run.</param>
/// <param name="Desired">Instances that should.</param>
/// <param name="Busy">Instances with a task in hand by their own word; null when they never say.</param>
/// <param name="Restarts">Unasked restarts so far.</param>
/// <param name="Cpu">Processor use of all its instances, 1 is one core; null when unknown.</param>
/// <param name="ResidentBytes">Resident memory of all its instances; null when unknown.</param>
/// <param name="Backlog">Tasks that wait for it; null when unknown.</param>
/// <param name="ResponseSeconds">Slowest last answer of its probes; null when it has none.</param>
public sealed record WorkerPulse(
    string Name,
    WorkerState State,
    bool Critical,
    int Running,
    int Desired,
    int? Busy,
    int Restarts,
    double? Cpu,
    long? ResidentBytes,
    long? Backlog,
    double? ResponseSeconds)
{
    /// <summary>As a worker's status shows it.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The pulse.</returns>
    public static WorkerPulse Of(WorkerStatus status)
    {
        bool says = status.Instances.Any(instance => instance.Busy is not null);
        bool sampled = status.Instances.Any(instance => instance.RssBytes is not null);
        return new WorkerPulse(
            status.Name,
            status.State,
            status.Critical,
            status.Running,
            status.Desired,
            says ? status.Instances.Count(instance => instance.Busy == true) : null,
            status.Restarts,
            sampled ? status.Instances.Sum(instance => instance.CpuPercent ?? 0) / 100 : null,
            sampled ? status.Instances.Sum(instance => instance.RssBytes ?? 0) : null,
            null,
            status.Instances.Max(instance => instance.ResponseSeconds));
    }
}
