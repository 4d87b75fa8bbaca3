using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Cluster;
using Guardian.Workers;

namespace Guardian.Tests.Cluster;

public sealed class PlacementRuleTests
{
    private static readonly RebalanceOptions s_rebalance = new() { Enabled = true, After = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromSeconds(10) };

    [Fact]
    public void Every_node_comes_to_the_same_and_nobody_gets_two_replicas_of_a_worker()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Cases().ToArbitrary(), facts =>
        {
            ImmutableDictionary<string, ImmutableArray<string>> dealt = PlacementRule.Deal(facts);
            PlacementFacts shuffled = facts with { Self = "z", Floating = [.. facts.Floating.Reverse()], View = facts.View with { Members = [.. facts.View.Members.Reverse()] } };
            ImmutableDictionary<string, ImmutableArray<string>> other = PlacementRule.Deal(shuffled);
            foreach (WorkerDefinition worker in facts.Floating)
            {
                other[worker.Name].ShouldBe(dealt[worker.Name]);
                dealt[worker.Name].Distinct().Count().ShouldBe(dealt[worker.Name].Length);
                int eligible = facts.View.Members.Count(member => PlacementRule.IsEligible(worker, member));
                dealt[worker.Name].Length.ShouldBe(Math.Min(eligible, worker.Placement.Replicas));
            }
        }));
    }

    [Fact]
    public void At_most_one_node_takes_a_free_replica_at_once_and_some_node_does()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Cases().ToArbitrary(), facts =>
        {
            (string Node, TakeVerdict Take)[] takes =
            [
                .. facts.View.Members.SelectMany(member => PlacementRule.Takes(facts with { Self = member.Name }).Select(take => (member.Name, take))),
            ];
            foreach (IGrouping<(string, int), (string Node, TakeVerdict Take)> replica in takes.Where(static take => take.Take.Rank == 0).GroupBy(static take => (take.Take.Worker, take.Take.Replica)))
            {
                replica.Count().ShouldBe(1, $"{replica.Key} is taken at once by {string.Join(", ", replica.Select(static take => take.Node))}");
            }

            foreach (WorkerDefinition worker in facts.Floating.Where(worker => facts.View.Members.Any(member => PlacementRule.IsEligible(worker, member))))
            {
                takes.ShouldContain(take => take.Take.Worker == worker.Name && take.Take.Rank == 0, worker.Name);
            }
        }));
    }

    [Fact]
    public void Equal_nodes_share_equally()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(1, 8).ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (nodes, workers) =>
        {
            ImmutableDictionary<string, ImmutableArray<string>> dealt = PlacementRule.Deal(Facts(
                [.. Enumerable.Range(0, nodes).Select(number => Member($"n{number}", [.. Enumerable.Range(0, workers).Select(worker => $"w{worker}")]))],
                [.. Enumerable.Range(0, workers).Select(number => Worker($"w{number}"))]));
            int[] loads = [.. dealt.Values.SelectMany(static chosen => chosen).GroupBy(static node => node).Select(static node => node.Count())];
            loads.Max().ShouldBeLessThanOrEqualTo((workers + nodes - 1) / nodes);
        }));
    }

    [Fact]
    public void A_node_that_is_lost_moves_only_what_it_had_as_long_as_there_is_room()
    {
        // Nine workers on ten nodes: one each at most, so a tenth of them moves and nothing else.
        string[] workers = [.. Enumerable.Range(0, 9).Select(number => $"w{number}")];
        MemberView[] members = [.. Enumerable.Range(0, 10).Select(number => Member($"n{number}", workers))];
        ImmutableDictionary<string, ImmutableArray<string>> before = PlacementRule.Deal(Facts(members, [.. workers.Select(name => Worker(name))]));
        string lost = before["w4"].Single();
        ImmutableDictionary<string, ImmutableArray<string>> after = PlacementRule.Deal(Facts(
            [.. members.Select(member => member.Name == lost ? member with { State = MemberState.Lost } : member)], [.. workers.Select(name => Worker(name))]));
        workers.Count(worker => before[worker].Single() != after[worker].Single()).ShouldBeLessThanOrEqualTo(3);
        after["w4"].Single().ShouldNotBe(lost);
    }

    [Fact]
    public void Roles_preference_and_draining_decide_before_chance()
    {
        WorkerDefinition worker = Worker("w", ", roles = [gpu], prefer = [n3, n1]");
        MemberView[] members =
        [
            Member("n1", ["w"]) with { Roles = ["gpu"] },
            Member("n2", ["w"]),
            Member("n3", ["w"]) with { Roles = ["gpu", "ssd"] },
            Member("n4", ["w"]) with { Roles = ["gpu"], Draining = true },
            Member("n5", ["w"]) with { Roles = ["gpu"], State = MemberState.Lost },
            Member("n6", ["w"]) with { Roles = ["gpu"] },
            Member("n7", []) with { Roles = ["gpu"] },
        ];
        PlacementRule.Ranking(worker, View(members), []).ShouldBe(["n3", "n1", "n6"]);
        PlacementRule.Ranking(worker, View(members), [("w", "n3")]).ShouldBe(["n1", "n6", "n3"]);
    }

    [Fact]
    public void A_node_with_an_old_configuration_comes_last_also_when_one_of_the_others_is_lost_but_counts_like_them_once_it_has_left()
    {
        WorkerDefinition worker = Worker("w", ", prefer = [old]");
        MemberView old = Member("old", ["w"]) with { Floating = ImmutableSortedDictionary<string, string>.Empty.Add("w", "other") };
        MemberView n1 = Member("n1", ["w"]);

        PlacementRule.Ranking(worker, View([n1 with { State = MemberState.Lost }, Member("n2", ["w"]), old]), []).ShouldBe(["n2", "old"]);
        PlacementRule.Ranking(worker, View([n1 with { State = MemberState.Left }, Member("n2", ["w"]), old]), []).ShouldBe(["old", "n2"]);
        PlacementRule.Ranking(worker, View([n1 with { State = MemberState.Lost }, Member("n2", ["w"]) with { State = MemberState.Lost }, old]), []).ShouldBe(["old"]);
    }

    [Fact]
    public void A_node_with_an_old_configuration_does_not_run_it_only_because_the_others_have_more_to_do()
    {
        WorkerDefinition[] workers = [Worker("v"), Worker("w", ", prefer = [old]")];
        MemberView old = Member("old", ["w"]) with { Floating = ImmutableSortedDictionary<string, string>.Empty.Add("w", "other") };
        PlacementFacts facts = Facts([Member("n1", ["v", "w"]) with { State = MemberState.Lost }, Member("n2", ["v", "w"]), old], workers);

        PlacementRule.Deal(facts)["w"].ShouldBe(["n2"]);
    }

    [Fact]
    public void A_node_with_an_old_configuration_comes_last_and_nothing_moves_without_need_while_nodes_differ()
    {
        WorkerDefinition worker = Worker("w", ", prefer = [old]");
        MemberView old = Member("old", ["w"]) with { Floating = ImmutableSortedDictionary<string, string>.Empty.Add("w", "other") };
        PlacementFacts facts = Facts([Member("n1", ["w"]), Member("n2", ["w"]), old], [worker]) with { Self = "n1" };
        PlacementRule.Ranking(worker, facts.View, [])[^1].ShouldBe("old");
        PlacementRule.Disagreements(facts.View).ShouldBe(["w"]);

        PlacementFacts holds = facts with
        {
            Self = "old",
            Held = facts.Held.Add("w", new HeldLease(0, 1)),
            View = facts.View with { Leases = [Lease("w", "old")] },
        };
        PlacementRule.Gives(holds).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(59, 100, false)]
    [InlineData(60, 9, false)]
    [InlineData(60, 10, true)]
    public void Moves_without_need_are_gentle(int calm, int sinceMove, bool moves)
    {
        PlacementFacts facts = Facts([Member("n1", ["v", "w"]), Member("n2", ["v", "w"])], [Worker("v", ", prefer = [n2]"), Worker("w", ", prefer = [n2]")]) with
        {
            Self = "n1",
            StableFor = TimeSpan.FromSeconds(calm),
            SinceMove = TimeSpan.FromSeconds(sinceMove),
        };
        facts = facts with
        {
            Held = facts.Held.Add("v", new HeldLease(0, 1)).Add("w", new HeldLease(0, 2)),
            View = facts.View with { Leases = [Lease("v", "n1"), Lease("w", "n1")] },
        };
        PlacementRule.Gives(facts).ShouldBe(moves ? [new GiveVerdict("v", "n2", "n2 suits it better", Optional: true)] : []);
        PlacementRule.Gives(facts with { Rebalance = s_rebalance with { Enabled = false } }).ShouldBeEmpty();
        PlacementRule.Gives(facts with { Leaving = true }).Length.ShouldBe(2, "what must go goes at once");
    }

    [Fact]
    public void What_was_handed_over_to_a_node_is_taken_by_it_at_once()
    {
        PlacementFacts facts = Facts([Member("n1", ["w"]), Member("n2", ["w"])], [Worker("w", ", prefer = [n1]")]) with { Self = "n2" };
        facts = facts with { View = facts.View with { Leases = [Lease("w", "n1") with { Held = false, Node = null, ReservedFor = "n2" }] } };
        PlacementRule.Takes(facts).ShouldBe([new TakeVerdict("w", 0, 0)]);
        PlacementRule.Takes(facts with { Self = "n1" }).Single().Rank.ShouldBe(0, "it may try: the store refuses it until the reservation is over");
    }

    private static Gen<PlacementFacts> Cases() =>
        from nodes in Gen.Choose(1, 6)
        from workers in Gen.Choose(1, 8)
        from replicas in Gen.Choose(1, 3).ListOf(workers)
        from states in Gen.Choose(0, 9).ListOf(nodes)
        select Facts(
            [.. states.Select((state, number) => Member($"n{number}", [.. Enumerable.Range(0, workers).Select(worker => $"w{worker}")]) with
            {
                State = state == 0 ? MemberState.Lost : MemberState.Live,
                Draining = state == 1,
            })],
            [.. replicas.Select((count, number) => Worker($"w{number}", $", replicas = {count}"))]);

    private static PlacementFacts Facts(MemberView[] members, WorkerDefinition[] workers) => new()
    {
        Self = members[0].Name,
        View = View(members),
        Floating = [.. workers],
        Held = ImmutableDictionary.Create<string, HeldLease>(StringComparer.Ordinal),
        StableFor = TimeSpan.FromHours(1),
        SinceMove = TimeSpan.FromHours(1),
        Rebalance = s_rebalance,
    };

    private static ClusterView View(MemberView[] members) => ClusterView.Empty with { Members = [.. members] };

    private static LeaseView Lease(string worker, string node) =>
        new(LeaseKeys.Worker(worker, 0), node, Guid.Empty, 1, true, DateTimeOffset.UnixEpoch, null);

    private static WorkerDefinition Worker(string name, string placement = "") => Workers.Actors.Harness.Load($$"""
        guardian.cluster.database = "x"
        guardian.workers.{{name}} { command = ["x"], placement { mode = floating{{placement}} } }
        """).Workers.Single();

    private static MemberView Member(string name, string[] floating) => new()
    {
        Name = name,
        Session = Guid.NewGuid(),
        State = MemberState.Live,
        Draining = false,
        Version = "0.1.0",
        Roles = [],
        Host = name,
        Lease = TimeSpan.FromSeconds(10),
        Remaining = TimeSpan.FromSeconds(8),
        JoinedAt = DateTimeOffset.UnixEpoch,
        Floating = floating.ToImmutableSortedDictionary(static worker => worker, static _ => "same", StringComparer.Ordinal),
        Load = null,
    };
}
