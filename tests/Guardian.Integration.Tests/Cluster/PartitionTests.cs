using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;
using Guardian.Testing.Net;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>The network between one node and the database is cut, slow, or dead in one direction without anybody being told.</summary>
[Collection(UsualClusterTests.Name)]
public sealed class PartitionTests(UsualCluster usual) : ClusterTest(usual)
{
    [Theory]
    [InlineData("cut")]
    [InlineData("slow")]
    [InlineData("deaf: nothing arrives")]
    [InlineData("mute: nothing is sent")]
    [InlineData("dead: nothing passes")]
    [InlineData("held: everything passes later")]
    public async Task A_node_that_is_cut_off_stops_what_floats_before_others_start_it_keeps_the_rest_and_joins_again(string how)
    {
        ClusterNode victim = Cluster.HolderOf("firm/0");
        FloatingLife[] lost = [.. Cluster.AllLiving().Where(life => life.Node == victim.Name)];
        FloatingLife[] others = [.. Cluster.AllLiving().Where(life => life.Node != victim.Name)];
        WorkerView here = await victim.WorkerAsync();
        double from = MachineStalls.Now;

        Break(victim.Proxy, how);

        foreach (FloatingLife life in lost) { await Cluster.UntilMovedAsync(life); }
        Cluster.CheckGaps(from);
        others.ShouldAllBe(life => Kernel.IsAlive(life.Pid));
        victim.IsUp.ShouldBeTrue();
        // Asked to end in time, not only killed by the guard at the last moment.
        Cluster.Lives.Where(life => lost.Any(one => one.Pid == life.Pid) && life.Worker != "firm").ShouldAllBe(life => life.Asked);

        victim.Proxy.Pass();

        await Cluster.UntilMembersAsync("n1", "n2", "n3");
        WorkerView after = await victim.WorkerAsync();
        after.Pids.ShouldBe(here.Pids);
        after.Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task A_network_that_is_slower_than_usual_moves_nothing()
    {
        FloatingLife[] living = Cluster.AllLiving();
        foreach (ClusterNode node in Cluster.Nodes) { node.Proxy.Delay(TimeSpan.FromMilliseconds(50)); }
        double from = MachineStalls.Now;

        await Cluster.UntilAsync("one/0", 0, "lives on for three leases", life => life.Last > from + (3 * Cluster.Plan.Lease.TotalSeconds));

        Cluster.AllLiving().Select(life => life.Pid).ShouldBe(living.Select(life => life.Pid), Cluster.Words());
    }

    [Fact]
    public async Task Connections_that_break_now_and_then_move_nothing()
    {
        FloatingLife[] living = Cluster.AllLiving();
        double from = MachineStalls.Now;
        double last = from;

        await Cluster.UntilAsync("one/0", 0, "lives on for three leases", life =>
        {
            if (life.Last > last + 1)
            {
                last = life.Last;
                foreach (ClusterNode node in Cluster.Nodes) { node.Proxy.Reset(); }
            }

            return life.Last > from + (3 * Cluster.Plan.Lease.TotalSeconds);
        });

        Cluster.AllLiving().Select(life => life.Pid).ShouldBe(living.Select(life => life.Pid), Cluster.Words());
    }

    private static void Break(CuttingProxy proxy, string how)
    {
        switch (how.Split(':')[0])
        {
            case "cut": proxy.Cut(); break;
            case "slow": proxy.Delay(TimeSpan.FromSeconds(5)); break; // longer than the lease
            case "deaf": proxy.Set(ProxyFlow.Pass, ProxyFlow.Swallow); break;
            case "mute": proxy.Set(ProxyFlow.Swallow, ProxyFlow.Pass); break;
            case "dead": proxy.Set(ProxyFlow.Swallow, ProxyFlow.Swallow); break;
            case "held": proxy.Set(ProxyFlow.Hold, ProxyFlow.Hold); break;
            default: throw new ArgumentException(how, nameof(how));
        }
    }
}
