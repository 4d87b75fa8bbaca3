using Guardian.Workers;

namespace Guardian.Alerts;

/// <summary>Writes and reads the names of those that raise alerts.</summary>
public static class AlertSource
{
    private const string WorkerPrefix = "worker/";
    private const string InstancePrefix = "instance/";

    /// <summary>A worker as source.</summary>
    /// <param name="worker">Its name.</param>
    /// <returns><c>worker/NAME</c>.</returns>
    public static string Worker(string worker) => WorkerPrefix + worker;

    /// <summary>An instance as source.</summary>
    /// <param name="instance">Which one.</param>
    /// <returns><c>instance/NAME/INDEX</c>.</returns>
    public static string Instance(InstanceName instance) => InstancePrefix + instance;

    /// <summary>The worker a source belongs to.</summary>
    /// <param name="source">A source.</param>
    /// <returns>The worker's name, or null for a source of another kind.</returns>
    public static string? WorkerOf(string source) =>
        source.StartsWith(WorkerPrefix, StringComparison.Ordinal) ? source[WorkerPrefix.Length..]
        : source.StartsWith(InstancePrefix, StringComparison.Ordinal) && InstanceName.TryParse(source[InstancePrefix.Length..], out InstanceName name) ? name.Worker
        : null;
}
