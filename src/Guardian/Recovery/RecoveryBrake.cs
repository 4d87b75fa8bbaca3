namespace Guardian.Recovery;

/// <summary>The rule that keeps recovery from doing more harm than the trouble: how much may be touched at a time.</summary>
public static class RecoveryBrake
{
    /// <summary>Judges whether one more incident may act now.</summary>
    /// <param name="acting">Instances that each incident being acted on touches, by worker.</param>
    /// <param name="worker">The worker that the candidate touches, or null for the server.</param>
    /// <param name="touched">Instances of it that the candidate touches.</param>
    /// <param name="workerInstances">Instances that the worker should have.</param>
    /// <param name="allInstances">Instances that the node should have.</param>
    /// <param name="options">The limits.</param>
    /// <returns>Null when it may act, or why it waits.</returns>
    /// <remarks>
    /// A share of a small number is rounded down and would forbid everything, so one instance of a worker and two of the node always may
    /// (a brake of 20 % that blocked small clusters is what other systems' users complain of). An incident that alone is larger than the
    /// limit may act when nothing else is.
    /// </remarks>
    public static string? Judge(
        IReadOnlyCollection<ActingIncident> acting,
        string? worker,
        int touched,
        int workerInstances,
        int allInstances,
        RecoveryOptions options)
    {
        if (acting.Count >= options.Parallel)
        {
            return $"{Wording.Count(acting.Count, "incident")} acted on at a time, limit {options.Parallel}";
        }

        int ofWorker = acting.Where(other => other.Worker == worker).Sum(other => other.Touched);
        int mostOfWorker = Math.Max(1, (int)(options.Brake.Worker * workerInstances));
        if (worker is not null && ofWorker > 0 && ofWorker + touched > mostOfWorker)
        {
            return $"{Wording.Count(ofWorker, "instance")} of {worker} in recovery, at most {mostOfWorker} of {workerInstances} at a time";
        }

        int ofAll = acting.Sum(other => other.Touched);
        int mostOfAll = Math.Max(2, (int)(options.Brake.All * allInstances));
        return ofAll > 0 && ofAll + touched > mostOfAll
            ? $"{Wording.Count(ofAll, "instance")} of the node in recovery, at most {mostOfAll} of {allInstances} at a time"
            : null;
    }
}
