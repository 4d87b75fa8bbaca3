using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Health;

/// <summary>Combines instances to the health of their worker: N of M.</summary>
public static class WorkerHealth
{
    /// <summary>Most reasons that are listed; a worker of a thousand instances does not say everything a thousand times.</summary>
    public const int MaxReasons = 20;

    /// <summary>Combines.</summary>
    /// <param name="instances">The instances there are, in order.</param>
    /// <param name="desired">How many should run; 0 or more.</param>
    /// <param name="min">How many must run well (<c>instances.min</c>); never more than <paramref name="desired"/> counts, and at least
    /// 1.</param>
    /// <returns>
    /// Stopped when none is desired. Dead when none runs and none is on its way. Critical when fewer than <paramref name="min"/> are
    /// usable (healthy or warning),
    /// starting when those that are missing are merely on their way. Warning when any is not healthy or missing. Otherwise healthy.
    /// </returns>
    public static WorkerVerdict Combine(ImmutableArray<InstanceHealth> instances, int desired, int min)
    {
        if (desired <= 0)
        {
            return new WorkerVerdict(WorkerState.Stopped, 100, ["no instance is wanted"]);
        }

        int needed = Math.Clamp(min, 1, desired);
        int usable = Count(WorkerState.Healthy) + Count(WorkerState.Warning);
        int starting = Count(WorkerState.Starting);
        int missing = Math.Max(0, desired - instances.Count(instance => instance.State is not WorkerState.Stopped));
        int bad = Count(WorkerState.Critical) + Count(WorkerState.Dead) + missing;
        WorkerState state =
            usable >= needed ? (bad > 0 || Count(WorkerState.Warning) > 0 ? WorkerState.Warning : WorkerState.Healthy)
            : bad == 0 ? WorkerState.Starting
            : usable + starting + Count(WorkerState.Critical) == 0 ? WorkerState.Dead
            : WorkerState.Critical;

        List<string> reasons = [];
        if (usable < desired)
        {
            reasons.Add($"{usable} of {Wording.Count(desired, "instance")} healthy"
                + (usable < needed && bad > 0 ? $", {needed} needed" : "")
                + (starting > 0 ? $", {starting} starting" : ""));
        }

        reasons.AddRange(instances
            .OrderByDescending(Severity)
            .SelectMany(instance => instance.Reasons.Select(reason => $"{instance.Instance}: {reason}")));
        if (reasons.Count > MaxReasons)
        {
            int left = reasons.Count - MaxReasons + 1;
            reasons.RemoveRange(MaxReasons - 1, left);
            reasons.Add($"and {left} more");
        }

        return new WorkerVerdict(state, Score(state, instances, desired), reasons.ToValueArray());

        int Count(WorkerState wanted) => instances.Count(instance => instance.State == wanted);
    }

    private static int Score(WorkerState state, ImmutableArray<InstanceHealth> instances, int desired)
    {
        double mean = instances.Where(instance => instance.State is not WorkerState.Stopped).Sum(Points) / (double)desired;
        return state is WorkerState.Starting ? HealthScore.Clamp(HealthState.Warning, mean) : HealthScore.Clamp(ToHealth(state), mean);
    }

    // Half the points for one on its way: better than none, not yet of use.
    private static int Points(InstanceHealth instance) => instance.State switch
    {
        WorkerState.Starting => 50,
        WorkerState.Dead => 0,
        _ => instance.Score,
    };

    private static HealthState ToHealth(WorkerState state) => state switch
    {
        WorkerState.Warning => HealthState.Warning,
        WorkerState.Critical => HealthState.Critical,
        WorkerState.Dead => HealthState.Dead,
        _ => HealthState.Healthy,
    };

    private static int Severity(InstanceHealth instance) => instance.State switch
    {
        WorkerState.Dead => 4,
        WorkerState.Critical => 3,
        WorkerState.Warning => 2,
        WorkerState.Starting => 1,
        _ => 0,
    };
}
