using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>Nodes go in order: what floats is handed over at once, and the new process starts only when the old one has ended.</summary>
[Collection(UsualClusterTests.Name)]
public sealed class HandOverTests(UsualCluster usual) : ClusterTest(usual)
{
    /// <summary>What a hand-over may take beside the end of the old process and the start of the new one: less than the lease, which nobody waits for.</summary>
    private const double Soon = 1;

    [Fact]
    public async Task A_node_that_is_stopped_hands_over_what_floats_and_ends_only_then()
    {
        ClusterNode leaver = Cluster.HolderOf("one/0");
        FloatingLife[] given = Running(leaver);
        FloatingLife[] others = [.. Cluster.AllLiving().Where(life => life.Node != leaver.Name)];
        double begun = MachineStalls.Now;

        (await leaver.Node.StopAsync()).ShouldBe(0, leaver.Node.Process.Words);

        given.ShouldAllBe(life => !Kernel.IsAlive(life.Pid));
        await HandedOverAsync(given, begun);
        others.ShouldAllBe(life => Kernel.IsAlive(life.Pid));
        (await Cluster.Nodes.First(node => node != leaver).UntilShowsAsync("it gone", seen => seen.Of(leaver.Name)!.State == "left")).Troubles
            .ShouldNotContain(trouble => trouble.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_leaves_keeps_its_local_workers_and_joins_again_at_its_next_start()
    {
        ClusterNode leaver = Cluster.HolderOf("one/0");
        ClusterNode other = Cluster.Nodes.First(node => node != leaver);
        FloatingLife[] given = Running(leaver);
        WorkerView here = await leaver.WorkerAsync();
        double begun = MachineStalls.Now;

        Finished left = await other.Node.PbmAsync("cluster", "leave", leaver.Name, "--yes");

        left.ExitCode.ShouldBe(0, left.ToString());
        left.Output.ShouldContain("left the cluster");
        await HandedOverAsync(given, begun);
        await other.UntilShowsAsync("it gone", seen => seen.Of(leaver.Name)!.State == "left");
        (await leaver.WorkerAsync()).Pids.ShouldBe(here.Pids);

        (await leaver.Node.StopAsync()).ShouldBe(0, leaver.Node.Process.Words);
        await leaver.StartAsync();
        await Cluster.UntilMembersAsync("n1", "n2", "n3");
    }

    [Fact]
    public async Task A_drained_node_holds_nothing_that_floats_also_after_a_restart_until_it_is_taken_back()
    {
        ClusterNode drained = Cluster.HolderOf("one/0");
        ClusterNode[] others = [.. Cluster.Nodes.Except([drained])];
        FloatingLife[] given = Running(drained);
        WorkerView here = await drained.WorkerAsync();
        double begun = MachineStalls.Now;

        (await others[0].Node.PbmAsync("cluster", "drain", drained.Name)).ExitCode.ShouldBe(0);

        await HandedOverAsync(given, begun);
        (await drained.WorkerAsync()).Pids.ShouldBe(here.Pids);
        await drained.UntilShowsAsync("itself draining", seen => seen.Of(drained.Name) is { State: "draining", Runs.Length: 0 });

        await drained.KillAsync();
        await drained.StartAsync();
        await drained.UntilShowsAsync("itself draining still", seen => seen.Of(drained.Name) is { State: "draining", Runs.Length: 0 });

        (await drained.Node.PbmAsync("cluster", "drain", drained.Name, "--off")).ExitCode.ShouldBe(0);
        FloatingLife moves = Cluster.Living("one/0", 0)!;
        (await others[0].Node.PbmAsync("cluster", "drain", moves.Node)).ExitCode.ShouldBe(0);
        ClusterNode last = Cluster.Nodes.Single(node => node != drained && node.Name != moves.Node);
        (await others[0].Node.PbmAsync("cluster", "drain", last.Name)).ExitCode.ShouldBe(0);
        await Cluster.UntilAsync("one/0", 0, $"runs on {drained.Name}, which is the only one left", life => life.Node == drained.Name);
    }

    private FloatingLife[] Running(ClusterNode node) => [.. Cluster.AllLiving().Where(life => life.Node == node.Name)];

    private async Task HandedOverAsync(FloatingLife[] given, double begun)
    {
        foreach (FloatingLife life in given) { await Cluster.UntilMovedAsync(life); }
        FloatingCheck.TooLong(
            FloatingCheck.Handovers(Cluster.Lives).Where(handover => handover.IsFailover && handover.To.Begun >= begun),
            handover => Soon + Cluster.Stalls.Between(handover.From.Last, handover.To.Begun)).ShouldBeEmpty();
        Cluster.Lives.Where(life => given.Any(one => one.Pid == life.Pid) && life.Worker != "firm").ShouldAllBe(life => life.Asked);
    }
}
