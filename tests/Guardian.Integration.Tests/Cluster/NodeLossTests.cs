using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>Nodes are killed and frozen: what floats on them runs elsewhere soon, and never twice.</summary>
public sealed class NodeLossTests(UsualCluster usual) : ClusterTest(usual), IClassFixture<UsualCluster>
{
    [Fact]
    public async Task What_a_killed_node_ran_runs_elsewhere_within_a_lease_and_a_second_and_nobody_else_is_touched()
    {
        ClusterNode victim = Cluster.HolderOf("one/0");
        FloatingLife[] lost = Running(victim);
        FloatingLife[] others = [.. Cluster.AllLiving().Except(lost)];
        double killed = MachineStalls.Now;

        await victim.KillAsync();

        foreach (FloatingLife life in lost) { await Cluster.UntilMovedAsync(life); }
        Cluster.CheckGaps(killed);
        others.ShouldAllBe(life => Kernel.IsAlive(life.Pid));
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

    private FloatingLife[] Running(ClusterNode node) => [.. Cluster.AllLiving().Where(life => life.Node == node.Name)];
}
