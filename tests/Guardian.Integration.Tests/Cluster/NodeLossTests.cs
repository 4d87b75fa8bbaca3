using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>Nodes are killed and frozen: what floats on them runs elsewhere soon, and never twice.</summary>
[Collection(UsualClusterTests.Name)]
public sealed class NodeLossTests(UsualCluster usual) : ClusterTest(usual)
{
    [Fact]
    public async Task What_a_killed_node_ran_runs_elsewhere_within_a_lease_and_a_second_and_nobody_else_is_touched()
    {
        ClusterNode victim = Cluster.HolderOf("one/0");
        FloatingLife[] lost = Running(victim);
        FloatingLife[] others = [.. Cluster.AllLiving().Where(life => life.Node != victim.Name)];
        double killed = MachineStalls.Now;

        await victim.KillAsync();

        foreach (FloatingLife life in lost) { await Cluster.UntilMovedAsync(life); }
        Cluster.CheckGaps(killed);
        others.ShouldAllBe(life => Kernel.IsAlive(life.Pid), Cluster.Words());
    }

    [Fact]
    public async Task What_a_frozen_node_ran_is_ended_by_its_guard_and_runs_elsewhere_and_the_node_joins_again_when_it_goes_on()
    {
        ClusterNode victim = Cluster.HolderOf("firm/0"); // that one does not listen to SIGTERM
        FloatingLife[] lost = Running(victim);
        double frozen = MachineStalls.Now;

        victim.Freeze();

        foreach (FloatingLife life in lost) { await Cluster.UntilMovedAsync(life); }
        Cluster.CheckGaps(frozen);
        lost.ShouldAllBe(life => !Kernel.IsAlive(life.Pid));

        victim.Thaw();

        await Cluster.UntilMembersAsync("n1", "n2", "n3");
        FloatingLife[] living = Cluster.AllLiving();
        living.Length.ShouldBe(Cluster.Plan.Seats.Count);
        living.ShouldAllBe(life => life.Node != victim.Name);
    }

    [Fact]
    public async Task When_two_of_three_nodes_are_lost_at_once_the_third_runs_everything()
    {
        ClusterNode survivor = Cluster.HolderOf("one/0");
        ClusterNode[] victims = [.. Cluster.Nodes.Except([survivor])];
        FloatingLife[] kept = Running(survivor);
        double killed = MachineStalls.Now;

        await Task.WhenAll(victims.Select(victim => victim.KillAsync()));

        await Cluster.UntilAsync("firm/0", 0, $"runs on {survivor.Name}", life => life.Node == survivor.Name);
        await Waiting.UntilAsync(
            $"a replica of two on {survivor.Name}", () => Running(survivor).Any(life => life.Worker == "two"), Cluster.Words);
        Cluster.CheckGaps(killed);
        kept.ShouldAllBe(life => Kernel.IsAlive(life.Pid));

        // Never two replicas on one node, also when there is no other.
        ClusterSeen seen = await survivor.UntilShowsAsync("the other replica nowhere", shown => shown.Troubles.Any(trouble => trouble.EndsWith("runs nowhere", StringComparison.Ordinal)));
        seen.Floating.Count(row => row.Worker == "two" && row.Node is null).ShouldBe(1, TestCluster.Words(seen));
        Running(survivor).Count(life => life.Worker == "two").ShouldBe(1);
    }

    [Fact]
    public async Task A_guard_that_is_killed_is_started_again_harms_nothing_and_guards_as_before()
    {
        ClusterNode node = Cluster.HolderOf("firm/0");
        FloatingLife[] living = Cluster.AllLiving();
        int first = node.Guard;
        first.ShouldNotBe(0);
        double killed = MachineStalls.Now;

        Kernel.Signal(first, Kernel.Kill).ShouldBeTrue();

        await node.Node.UntilAsync("another guard", () => node.Guard is not 0 and int guard && guard != first);
        double lease = Cluster.Plan.Lease.TotalSeconds;
        await Cluster.UntilAsync("firm/0", 0, "lives on for two leases", life => life.Last > killed + (2 * lease));
        Cluster.AllLiving().Select(life => life.Pid).ShouldBe(living.Select(life => life.Pid));

        // Node and guard protect together as they did: a frozen node ends nothing by itself.
        double frozen = MachineStalls.Now;
        node.Freeze();
        foreach (FloatingLife life in living.Where(life => life.Node == node.Name)) { await Cluster.UntilMovedAsync(life); }
        Cluster.CheckGaps(frozen);
    }

    private FloatingLife[] Running(ClusterNode node) => [.. Cluster.AllLiving().Where(life => life.Node == node.Name)];
}
