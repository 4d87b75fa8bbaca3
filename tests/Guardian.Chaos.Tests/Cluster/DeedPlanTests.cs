using Guardian.Chaos.Cluster;

namespace Guardian.Chaos.Tests.Cluster;

public sealed class DeedPlanTests
{
    private static readonly string[] s_nodes = ["n1", "n2", "n3"];

    [Fact]
    public void Every_deed_comes_once_before_any_comes_again()
    {
        DeedPlan plan = new(new Random(3), lease: 2);

        Deed[] first = [.. Enumerable.Range(0, Enum.GetValues<Deed>().Length).Select(_ => plan.Next(s_nodes, [], 0)!.Deed)];

        first.Order().ShouldBe(Enum.GetValues<Deed>());
        plan.Next(s_nodes, [], 0).ShouldNotBeNull();
    }

    [Fact]
    public void The_same_seed_gives_the_same_deeds_and_another_seed_others()
    {
        Deeds(7).ShouldBe(Deeds(7));
        Deeds(7).ShouldNotBe(Deeds(8));
    }

    [Fact]
    public void A_node_has_one_trouble_at_a_time_and_so_has_the_database()
    {
        DeedPlan plan = new(new Random(3), lease: 2);
        List<Trouble> open = [];
        while (plan.Next(s_nodes, open, 0) is { } next) { open.Add(next); }

        open.Where(trouble => trouble.Node is not null).Select(trouble => trouble.Node).Order().ShouldBe(s_nodes);
        open.Count(trouble => trouble.Node is null).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void A_guard_has_time_to_be_started_again()
    {
        DeedPlan plan = new(new Random(3), lease: 2);

        Enumerable.Range(0, 100).Select(_ => plan.Next(s_nodes, [], 10)!).Where(next => next.Deed == Deed.KillGuard).ShouldAllBe(next => next.Until == 14);
    }

    private static (Deed, string?, double)[] Deeds(int seed)
    {
        DeedPlan plan = new(new Random(seed), lease: 2);
        return [.. Enumerable.Range(0, 40).Select(_ => plan.Next(s_nodes, [], 0)!).Select(next => (next.Deed, next.Node, next.Until))];
    }
}
