using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Guardian.Cluster;

namespace Guardian.Node.Api.Cluster;

/// <summary>What is shown of the cluster. The JSON form is a contract of the API.</summary>
/// <param name="Node">The node that answers.</param>
/// <param name="Store">Where the nodes meet.</param>
/// <param name="Version">Number of the state.</param>
/// <param name="At">The store's clock when it was so.</param>
/// <param name="Troubles">What is not as it should be, in sentences.</param>
/// <param name="Nodes">Every node that is known, in order of name.</param>
/// <param name="Floating">Every replica of a floating worker that is known, in order.</param>
internal sealed record ClusterReport(
    string Node,
    string Store,
    long Version,
    DateTimeOffset At,
    ImmutableArray<string> Troubles,
    ImmutableArray<ClusterNodeRow> Nodes,
    ImmutableArray<FloatingRow> Floating)
{
    /// <summary>Makes the report.</summary>
    /// <param name="book">The cluster as this node knows it.</param>
    /// <param name="view">The state to show.</param>
    /// <param name="problem">Why it is not the present one, or null.</param>
    /// <returns>The report.</returns>
    public static ClusterReport Of(IClusterBook book, ClusterView view, string? problem) => new(
        book.Node,
        book.Store,
        view.Version,
        view.At,
        [
            .. problem is null ? Array.Empty<string>() : [$"what the nodes share cannot be reached, so this is how it was last: {problem}"],
            .. view.Find(book.Node) is { State: MemberState.Live } ? Array.Empty<string>() : [$"this node ({book.Node}) is no live member of the cluster"],
            .. view.Members.Where(member => member.State is MemberState.Lost).Select(member => $"node {member.Name} is lost: its lease has ended without a word"),
            .. FloatingWorkers.Differences(view),
            .. Rows(book, view).Where(row => row is { Run: not false, Node: null }).Select(row => $"{row.Worker}/{row.Replica} runs nowhere"),
        ],
        [.. view.Members.Select(member => ClusterNodeRow.Of(member, view))],
        [.. Rows(book, view)]);

    private static IEnumerable<FloatingRow> Rows(IClusterBook book, ClusterView view)
    {
        IEnumerable<(string Worker, int Replica, LeaseView? Lease)> leased = view.Leases
            .Where(lease => LeaseKeys.TryWorker(lease.Key, out _, out _))
            .Select(lease => (LeaseKeys.TryWorker(lease.Key, out string worker, out int replica) ? worker : string.Empty, replica, (LeaseView?)lease));
        HashSet<string> defined = [.. view.Live.SelectMany(member => member.Floating.Keys)];
        HashSet<string> known = [.. leased.Select(row => row.Worker)];
        return leased
            .Where(row => row.Lease!.Held || defined.Contains(row.Worker)) // what nobody defines any more is over
            .Concat(defined.Where(worker => !known.Contains(worker)).Select(worker => (worker, 0, (LeaseView?)null)))
            .OrderBy(row => row.Item1, StringComparer.Ordinal)
            .ThenBy(row => row.Item2)
            .Select(row => FloatingRow.Of(book, view, row.Item1, row.Item2, row.Item3));
    }
}

/// <summary>A node of the cluster, as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How it stands: live, lost, left or down; draining when it is live and holds nothing that floats on purpose.</param>
/// <param name="Version">Version of Guardian.</param>
/// <param name="Roles">What it offers.</param>
/// <param name="Host">Its server.</param>
/// <param name="LeaseSeconds">Length of its lease.</param>
/// <param name="RemainingSeconds">What is left of it; null when it is not live.</param>
/// <param name="JoinedAt">When it joined.</param>
/// <param name="Health">Health of the node as a whole, as it last told, or null.</param>
/// <param name="CpuPercent">Processor use, or null.</param>
/// <param name="MemoryPercent">Memory in use, or null.</param>
/// <param name="Workers">Workers that it defines, or null.</param>
/// <param name="Instances">Processes that it runs, or null.</param>
/// <param name="Runs">Replicas of floating workers that it runs.</param>
internal sealed record ClusterNodeRow(
    string Name,
    string State,
    string Version,
    ImmutableArray<string> Roles,
    string Host,
    double LeaseSeconds,
    double? RemainingSeconds,
    DateTimeOffset JoinedAt,
    string? Health,
    double? CpuPercent,
    double? MemoryPercent,
    int? Workers,
    int? Instances,
    ImmutableArray<string> Runs)
{
    /// <summary>Makes the row.</summary>
    public static ClusterNodeRow Of(MemberView member, ClusterView view) => new(
        member.Name,
        member is { State: MemberState.Live, Draining: true } ? "draining" : member.State.Word(),
        member.Version,
        member.Roles,
        member.Host,
        member.Lease.TotalSeconds,
        member.State is MemberState.Live ? Math.Round(member.Remaining.TotalSeconds, 1) : null,
        member.JoinedAt,
        member.Load?.State,
        member.Load?.CpuPercent,
        member.Load?.MemoryPercent,
        member.Load?.Workers,
        member.Load?.Instances,
        FloatingWorkers.RunBy(view, member.Name));
}

/// <summary>A replica of a floating worker, as it is shown.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Replica">Which replica, from 0.</param>
/// <param name="Node">Where it runs, or null.</param>
/// <param name="Token">Fencing token of its last start, or null.</param>
/// <param name="Since">Since when it runs there, or when it was given back; null when it never ran.</param>
/// <param name="Run">Whether a person wants it to run; null when nobody said so.</param>
/// <param name="Instances">How many instances a person wants; null for what the definition says.</param>
/// <param name="Backups">Nodes that would take it, first to last.</param>
internal sealed record FloatingRow(
    string Worker,
    int Replica,
    string? Node,
    long? Token,
    DateTimeOffset? Since,
    bool? Run,
    int? Instances,
    ImmutableArray<string> Backups)
{
    /// <summary>Makes the row.</summary>
    public static FloatingRow Of(IClusterBook book, ClusterView view, string worker, int replica, LeaseView? lease)
    {
        IntentView? intent = view.Intents.FirstOrDefault(intent => intent.Worker == worker);
        return new FloatingRow(
            worker, replica, lease is { Held: true } ? lease.Node : null, lease?.Token, lease?.Since, intent?.Run, intent?.Instances, book.BackupsOf(view, worker, replica));
    }
}

/// <summary>Whether a node has what it was asked for.</summary>
/// <param name="Has">Whether it does.</param>
internal sealed record ClusterHas(bool Has);

/// <summary>JSON of the cluster's part of the API: camelCase names, null kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(ImmutableArray<AuditRow>))]
[JsonSerializable(typeof(ClusterHas))]
internal sealed partial class ClusterApiJson : JsonSerializerContext;
