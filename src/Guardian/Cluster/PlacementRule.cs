using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Cluster;

/// <summary>Decides where floating workers run. Every node decides for itself; there is no scheduler that could be lost.</summary>
/// <remarks>
/// <para>Nodes are ranked for each worker: those it prefers, in their order; then by rendezvous hash. Nodes that define it otherwise than most
/// nodes do, or did when they were lost, come after all others, and last those that it was moved away from. Nodes that are lost, drain, do not
/// define it or lack a role are out.</para>
/// <para>Workers are dealt out in order of name, each replica to the first node in its ranking that has room (replicas divided by nodes,
/// rounded up; a preferred node always has room), never two replicas of a worker to one node. For the sake of room none goes to a node that
/// comes after all others. The result depends on the view alone, so all nodes come to the same; where they do not (their configurations
/// differ), the leases still keep every replica to one node at a time.</para>
/// </remarks>
public static class PlacementRule
{
    /// <summary>Nodes that may run a worker, best first.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="view">The cluster.</param>
    /// <param name="avoided">Nodes that workers were moved away from lately.</param>
    /// <returns>Names of live nodes.</returns>
    public static ImmutableArray<string> Ranking(WorkerDefinition worker, ClusterView view, ImmutableHashSet<(string Worker, string Node)> avoided) =>
        [.. Ranked(worker, view, avoided).Select(static ranked => ranked.Node)];

    /// <summary>Deals all workers out.</summary>
    /// <param name="facts">What is known.</param>
    /// <returns>For each worker the nodes that should run it: as many as it has replicas, fewer when there are fewer nodes.</returns>
    public static ImmutableDictionary<string, ImmutableArray<string>> Deal(PlacementFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        WorkerDefinition[] workers = [.. facts.Floating.OrderBy(static worker => worker.Name, StringComparer.Ordinal)];
        int nodes = facts.View.Live.Count(member => !member.Draining && workers.Any(worker => IsEligible(worker, member)));
        int room = (workers.Sum(static worker => worker.Placement.Replicas) + Math.Max(1, nodes) - 1) / Math.Max(1, nodes);
        Dictionary<string, int> loads = new(StringComparer.Ordinal);
        ImmutableDictionary<string, ImmutableArray<string>>.Builder dealt = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (WorkerDefinition worker in workers)
        {
            ImmutableArray<string> chosen =
            [
                .. Ranked(worker, facts.View, facts.Avoided)
                    .OrderBy(static ranked => ranked.IsLast)
                    // The sort is stable: within those that have room, and within those that have none, the ranking counts.
                    .ThenBy(ranked => loads.GetValueOrDefault(ranked.Node) >= room && !worker.Placement.Prefer.Contains(ranked.Node))
                    .Select(static ranked => ranked.Node)
                    .Take(worker.Placement.Replicas),
            ];
            foreach (string node in chosen)
            {
                loads[node] = loads.GetValueOrDefault(node) + 1;
            }

            dealt[worker.Name] = chosen;
        }

        return dealt.ToImmutable();
    }

    /// <summary>What this node should take.</summary>
    /// <param name="facts">What is known.</param>
    /// <returns>At most one replica of each worker; none of those it holds one of already.</returns>
    public static ImmutableArray<TakeVerdict> Takes(PlacementFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Leaving || facts.View.Find(facts.Self) is not { State: MemberState.Live, Draining: false })
        {
            return [];
        }

        ImmutableDictionary<string, ImmutableArray<string>> dealt = Deal(facts);
        List<TakeVerdict> takes = [];
        foreach (WorkerDefinition worker in facts.Floating.Where(worker => !facts.Held.ContainsKey(worker.Name)))
        {
            ImmutableArray<string> holders = HoldersOf(worker.Name, facts.View);
            ImmutableArray<string> ranking = Ranking(worker, facts.View, facts.Avoided);
            if (holders.Contains(facts.Self) || !ranking.Contains(facts.Self)
                || Free(worker, facts) is not { IsEmpty: false } free)
            {
                continue;
            }

            // Those who should have it and do not yet; then everybody else without one, in the order of the ranking.
            string[] first = [.. dealt[worker.Name].Where(node => !holders.Contains(node))];
            string[] order = [.. first, .. ranking.Where(node => !holders.Contains(node) && !first.Contains(node))];
            int place = Array.IndexOf(order, facts.Self);
            int reserved = free.ToList().FindIndex(replica => LeaseOf(worker.Name, replica, facts.View)?.ReservedFor == facts.Self);
            if (reserved >= 0)
            {
                takes.Add(new TakeVerdict(worker.Name, free[reserved], 0)); // it was handed over to this node
                continue;
            }

            bool mine = place < Math.Min(first.Length, free.Length);
            int replica = free[mine ? place : 0];
            takes.Add(new TakeVerdict(worker.Name, replica, mine ? 0 : place - Math.Min(first.Length, free.Length) + 1));
        }

        return [.. takes];
    }

    /// <summary>What this node should hand over.</summary>
    /// <param name="facts">What is known.</param>
    /// <returns>What must go, and at most one that may.</returns>
    public static ImmutableArray<GiveVerdict> Gives(PlacementFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ImmutableDictionary<string, ImmutableArray<string>> dealt = Deal(facts);
        bool draining = facts.View.Find(facts.Self) is { Draining: true };
        List<GiveVerdict> gives = [];
        foreach ((string name, HeldLease lease) in facts.Held.OrderBy(static held => held.Key, StringComparer.Ordinal))
        {
            WorkerDefinition? worker = facts.Floating.FirstOrDefault(worker => worker.Name == name);
            string? to = dealt.GetValueOrDefault(name, []).FirstOrDefault(node => node != facts.Self && !HoldersOf(name, facts.View).Contains(node));
            string? must =
                facts.Leaving ? "this node leaves"
                : draining ? "this node is drained"
                : worker is null ? "this node does not define it any more, or cannot run it"
                : lease.Replica >= worker.Placement.Replicas ? $"it is to have {worker.Placement.Replicas} of {lease.Replica + 1} replicas"
                : facts.View.Find(facts.Self) is { } self && !IsEligible(worker, self) ? "this node may not run it"
                : null;
            if (must is not null)
            {
                gives.Add(new GiveVerdict(name, to, must, Optional: false));
            }
            else if (to is not null && !dealt[name].Contains(facts.Self))
            {
                gives.Add(new GiveVerdict(name, to, $"{to} suits it better", Optional: true));
            }
        }

        bool mayMove = facts.Rebalance.Enabled && facts.StableFor >= facts.Rebalance.After && facts.SinceMove >= facts.Rebalance.Pause && Agree(facts.View);
        GiveVerdict? one = mayMove ? gives.FirstOrDefault(static give => give.Optional) : null;
        return [.. gives.Where(give => !give.Optional || give == one)];
    }

    /// <summary>Whether a node may run a worker at all.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="member">The node.</param>
    /// <returns>True when it is live, does not drain, defines the worker and has the roles.</returns>
    public static bool IsEligible(WorkerDefinition worker, MemberView member) =>
        member is { State: MemberState.Live, Draining: false }
        && member.Floating.ContainsKey(worker.Name)
        && worker.Placement.Roles.All(role => member.Roles.Contains(role));

    /// <summary>Floating workers that live nodes define differently: they run, but do not move without need.</summary>
    /// <param name="view">The cluster.</param>
    /// <returns>Names, in order.</returns>
    public static ImmutableArray<string> Disagreements(ClusterView view) =>
    [
        .. view.Live.SelectMany(static member => member.Floating)
            .GroupBy(static pair => pair.Key, StringComparer.Ordinal)
            .Where(static worker => worker.Select(static pair => pair.Value).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(static worker => worker.Key)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Live nodes that hold a replica of a worker.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="view">The cluster.</param>
    /// <returns>Names, by replica.</returns>
    public static ImmutableArray<string> HoldersOf(string worker, ClusterView view) =>
    [
        .. view.Leases.Where(lease => lease is { Held: true, Node: not null } && LeaseKeys.TryWorker(lease.Key, out string of, out _) && of == worker)
            .Select(static lease => lease.Node!),
    ];

    /// <summary>The nodes that may run a worker, best first, each with whether it comes after all others: avoided, or with another definition.</summary>
    private static IEnumerable<(string Node, bool IsLast)> Ranked(
        WorkerDefinition worker, ClusterView view, ImmutableHashSet<(string Worker, string Node)> avoided)
    {
        HashSet<string> usual = UsualFingerprints(worker.Name, view);
        return view.Live.Where(member => IsEligible(worker, member))
            .Select(member => (member.Name, Avoided: avoided.Contains((worker.Name, member.Name)), Unusual: !usual.Contains(member.Floating[worker.Name])))
            .OrderBy(static node => node.Avoided)
            .ThenBy(static node => node.Unusual)
            .ThenBy(node => PreferenceOf(worker, node.Name))
            .ThenByDescending(node => RendezvousHash.Weight(worker.Name, node.Name))
            .ThenBy(static node => node.Name, StringComparer.Ordinal)
            .Select(static node => (node.Name, node.Avoided || node.Unusual));
    }

    private static ImmutableArray<int> Free(WorkerDefinition worker, PlacementFacts facts) =>
    [
        .. Enumerable.Range(0, worker.Placement.Replicas).Where(replica =>
            LeaseOf(worker.Name, replica, facts.View) is not { Held: true }),
    ];

    private static LeaseView? LeaseOf(string worker, int replica, ClusterView view) =>
        view.Leases.FirstOrDefault(lease => lease.Key == LeaseKeys.Worker(worker, replica));

    private static int PreferenceOf(WorkerDefinition worker, string node)
    {
        int place = worker.Placement.Prefer.ToList().IndexOf(node);
        return place < 0 ? int.MaxValue : place;
    }

    /// <summary>The fingerprints that most nodes have; several when there is a tie. Lost nodes count: else one loss could put an old definition on a par.</summary>
    private static HashSet<string> UsualFingerprints(string worker, ClusterView view)
    {
        IGrouping<string, MemberView>[] groups =
        [
            .. view.Members.Where(member => member.State is MemberState.Live or MemberState.Lost && member.Floating.ContainsKey(worker))
                .GroupBy(member => member.Floating[worker], StringComparer.Ordinal),
        ];
        int most = groups.Select(static group => group.Count()).DefaultIfEmpty(0).Max();
        return [.. groups.Where(group => group.Count() == most).Select(static group => group.Key)];
    }

    private static bool Agree(ClusterView view) => Disagreements(view).IsEmpty;
}
