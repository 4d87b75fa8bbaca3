namespace Guardian.Workers;

/// <summary>Decides whether a worker may be scaled.</summary>
public static class ScaleRule
{
    /// <summary>Judges a wish.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="instances">How many somebody wants.</param>
    /// <returns>Accepted within <c>instances.min</c> and <c>instances.max</c>, as long as instances do not share what only one can
    /// have.</returns>
    public static ScaleVerdict Judge(WorkerDefinition definition, int instances) =>
        instances < definition.Instances.Min
            ? new ScaleVerdict.Refused($"{instances} is less than instances.min ({definition.Instances.Min})")
        : instances > definition.Instances.Max
            ? new ScaleVerdict.Refused($"{instances} is more than instances.max ({definition.Instances.Max})")
        : SharedHeartbeat(definition, instances) is { } shared ? new ScaleVerdict.Refused($"health.heartbeat.file {shared}")
        : new ScaleVerdict.Accepted(instances);

    /// <summary>Why so many instances cannot have this heartbeat file, or null when they can.</summary>
    /// <param name="definition">The worker.</param>
    /// <param name="instances">How many.</param>
    /// <returns>Words that follow the key.</returns>
    internal static string? SharedHeartbeat(WorkerDefinition definition, int instances) =>
        instances > 1 && definition.Health.Heartbeat.File is { } file && !Placeholders.TellInstancesApart(file)
            ? $"is the same for {instances} instances, so that one would beat for the others: it needs {{index}}"
            : null;
}
