using Guardian.Workers;

namespace Guardian.Health;

/// <summary>How one instance is, as its worker sees it.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="State">Its state; <see cref="WorkerState.Stopped"/> for one that is down as wanted.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Why, in words.</param>
public sealed record InstanceHealth(InstanceName Instance, WorkerState State, int Score, ValueArray<string> Reasons)
{
    /// <summary>The health of a running process.</summary>
    /// <param name="instance">Which instance.</param>
    /// <param name="started">Whether it counts as started.</param>
    /// <param name="verdict">What the rules found.</param>
    /// <returns>Starting while it has not started and nothing is wrong, otherwise the verdict's state.</returns>
    public static InstanceHealth Of(InstanceName instance, bool started, HealthVerdict verdict) => new(
        instance,
        verdict.State switch
        {
            HealthState.Healthy => started ? WorkerState.Healthy : WorkerState.Starting,
            HealthState.Warning => WorkerState.Warning,
            HealthState.Critical => WorkerState.Critical,
            _ => WorkerState.Dead,
        },
        verdict.Score,
        verdict.Reasons);
}
