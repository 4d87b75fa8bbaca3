using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Health;

/// <summary>Combines workers and host to the health of the node.</summary>
public static class SystemHealth
{
    /// <summary>What a critical worker weighs in the score beside one that is not.</summary>
    public const int CriticalWeight = 3;

    /// <summary>Combines.</summary>
    /// <param name="workers">All workers; those stopped as wanted do not count.</param>
    /// <param name="host">The server itself, or null before its first check.</param>
    /// <returns>
    /// Dead when every worker is dead. Critical when a critical worker is critical or dead, or the host is critical. Warning when any
    /// worker
    /// or the host is not well. The score is the weighted mean of the workers' scores, moved into the band of the state.
    /// </returns>
    public static SystemVerdict Combine(ImmutableArray<WorkerSummary> workers, HostVerdict? host)
    {
        WorkerSummary[] counted = [.. workers.Where(worker => worker.State is not WorkerState.Stopped)];
        bool warned = counted.Any(worker => worker.State is WorkerState.Warning);
        WorkerSummary[] down = [.. counted.Where(worker => worker.State is WorkerState.Critical or WorkerState.Dead)];
        HealthState hostState = host?.State ?? HealthState.Healthy;
        HealthState state =
            counted.Length > 0 && counted.All(worker => worker.State is WorkerState.Dead) ? HealthState.Dead
            : hostState is HealthState.Critical || down.Any(worker => worker.Critical) ? HealthState.Critical
            : hostState is HealthState.Warning || down.Length > 0 || warned ? HealthState.Warning
            : HealthState.Healthy;

        double mean = counted.Length == 0
            ? 100
            : counted.Sum(worker => (double)worker.Score * Weight(worker)) / counted.Sum(Weight);
        IEnumerable<string> reasons = counted
            .Where(worker => worker.State is not WorkerState.Healthy)
            .OrderByDescending(worker => worker.State is WorkerState.Starting ? -1 : (int)worker.State)
            .ThenByDescending(worker => worker.Critical)
            .Select(worker => $"{worker.Name} is {worker.State.Text()}{(worker.Critical ? " and is a critical worker" : "")}")
            .Concat(host?.Reasons ?? []);
        return new SystemVerdict(state, HealthScore.Clamp(state, mean), reasons.ToValueArray());
    }

    private static int Weight(WorkerSummary worker) => worker.Critical ? CriticalWeight : 1;
}
