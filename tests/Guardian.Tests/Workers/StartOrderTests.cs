using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class StartOrderTests
{
    [Fact]
    public void Dependencies_come_first_and_otherwise_the_order_of_the_definitions_stays()
    {
        StartPlan plan = StartOrder.Plan([Node("web", "db", "cache"), Node("log"), Node("cache", "db"), Node("db")]);

        plan.Problems.ShouldBeEmpty();
        plan.Order.ShouldBe(["log", "db", "cache", "web"]);
    }

    [Fact]
    public void Unknown_names_and_each_cycle_are_reported_once_and_who_merely_waits_is_not_blamed()
    {
        StartPlan plan = StartOrder.Plan(
            [Node("a", "b"), Node("b", "c"), Node("c", "b"), Node("self", "self"), Node("lost", "nobody"), Node("free")]);

        plan.Problems.Select(problem => $"{problem.Worker}: {problem.Reason}").ShouldBe(
            ["lost: depends on 'nobody', which is not defined", "b: depends on itself: b -> c -> b", "self: depends on itself: self -> self"]);
        plan.Order.Count.ShouldBe(6);
        plan.Order.Take(2).ShouldBe(["lost", "free"]);
    }

    [Fact]
    public void Any_acyclic_graph_is_ordered_with_each_worker_once_after_its_dependencies()
    {
        Gen<ImmutableArray<StartNode>> graphs =
            from size in Gen.Choose(1, 20)
            from edges in Gen.Choose(0, 9).ArrayOf(size * size)
            from shuffle in Gen.Choose(0, int.MaxValue)
            select Shuffled(shuffle, [.. Enumerable.Range(0, size).Select(worker => Node(
                $"w{worker}", [.. Enumerable.Range(0, worker).Where(other => edges[(worker * size) + other] == 0).Select(other => $"w{other}")]))]);

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(graphs.ToArbitrary(), graph =>
        {
            StartPlan plan = StartOrder.Plan(graph);
            Dictionary<string, int> place = plan.Order.Index().ToDictionary(at => at.Item, at => at.Index);
            return plan.Problems.IsEmpty && place.Count == graph.Length
                && graph.All(worker => worker.DependsOn.All(name => place[name] < place[worker.Name]));
        }));
    }

    [Fact]
    public void Starting_by_the_gate_alone_starts_everything_in_waves()
    {
        ImmutableArray<StartNode> waiting = [Node("web", "db", "cache"), Node("cache", "db"), Node("db"), Node("log")];
        HashSet<string> ready = [];
        List<string> waves = [];
        while (!waiting.IsEmpty)
        {
            ImmutableArray<string> wave = StartGate.MayStart(waiting, ready);
            wave.ShouldNotBeEmpty();
            waves.Add(string.Join(' ', wave));
            ready.UnionWith(wave);
            waiting = [.. waiting.Where(worker => !wave.Contains(worker.Name))];
        }

        waves.ShouldBe(["db log", "cache", "web"]);
    }

    [Theory]
    [InlineData("", "waits until db and cache are ready")]
    [InlineData("db", "waits until cache is ready")]
    [InlineData("db cache", null)]
    public void A_worker_that_has_to_wait_says_for_whom(string ready, string? reason)
    {
        StartVerdict verdict = StartGate.Judge(Node("web", "db", "cache"), ready.Split(' ').ToHashSet());

        (verdict as StartVerdict.Wait)?.Reason.ShouldBe(reason);
        (verdict is StartVerdict.Start).ShouldBe(reason is null);
    }

    private static StartNode Node(string name, params string[] dependsOn) => new(name, [.. dependsOn]);

    private static ImmutableArray<StartNode> Shuffled(int seed, StartNode[] nodes)
    {
        new Random(seed).Shuffle(nodes);
        return [.. nodes];
    }
}
