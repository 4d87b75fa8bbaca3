using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>Reads from a view of the cluster what is known of floating workers. Pure.</summary>
public static class FloatingWorkers
{
    /// <summary>Nodes that run a floating worker now.</summary>
    /// <param name="view">The cluster.</param>
    /// <param name="worker">The worker.</param>
    /// <returns>Names, each once, in order.</returns>
    public static ImmutableArray<string> HoldersOf(ClusterView view, string worker) =>
    [
        .. view.Leases
            .Where(lease => lease is { Held: true, Node: not null } && LeaseKeys.TryWorker(lease.Key, out string about, out _) && about == worker)
            .Select(lease => lease.Node!)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Live nodes that define a floating worker.</summary>
    /// <param name="view">The cluster.</param>
    /// <param name="worker">The worker.</param>
    /// <returns>Names, in order.</returns>
    public static ImmutableArray<string> DefinersOf(ClusterView view, string worker) =>
        [.. view.Live.Where(member => member.Floating.ContainsKey(worker)).Select(member => member.Name)];

    /// <summary>Replicas that a node runs now.</summary>
    /// <param name="view">The cluster.</param>
    /// <param name="node">The node.</param>
    /// <returns>For example <c>mailer/0</c>, in order.</returns>
    public static ImmutableArray<string> RunBy(ClusterView view, string node) =>
    [
        .. view.Leases
            .Where(lease => lease.Held && lease.Node == node && LeaseKeys.TryWorker(lease.Key, out _, out _))
            .Select(lease => lease.Key[(lease.Key.IndexOf('/', StringComparison.Ordinal) + 1)..]),
    ];

    /// <summary>Floating workers that live nodes define differently.</summary>
    /// <param name="view">The cluster.</param>
    /// <returns>A sentence for each, in order of worker.</returns>
    public static ImmutableArray<string> Differences(ClusterView view) =>
    [
        .. view.Live
            .SelectMany(member => member.Floating.Select(defined => (Worker: defined.Key, Fingerprint: defined.Value, Node: member.Name)))
            .GroupBy(defined => defined.Worker, StringComparer.Ordinal)
            .OrderBy(worker => worker.Key, StringComparer.Ordinal)
            .Select(worker => (Worker: worker.Key, Kinds: worker.GroupBy(defined => defined.Fingerprint, defined => defined.Node).ToArray()))
            .Where(worker => worker.Kinds.Length > 1)
            .Select(worker => $"{worker.Worker} is not defined the same everywhere: {string.Join(" differs from ", worker.Kinds.Select(nodes => string.Join(", ", nodes)))}"),
    ];
}
