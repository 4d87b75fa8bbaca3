using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>Nodes whose configurations or clocks are not those of the others.</summary>
[Collection(OwnClusterTests.Name)]
public sealed class ConfigurationTests
{
    [Fact]
    public async Task A_node_with_an_old_configuration_comes_last_runs_only_what_it_has_and_moves_nothing_until_it_is_reloaded()
    {
        // The third node would be first for both, if it defined them as the others do.
        string[] names = ["old/0", "lacking/0"];
        Func<ClusterNode, string> now = node => node.Floating("old", "placement.prefer = [n3]") + "\n" + node.Floating("lacking", "placement.prefer = [n3]");
        await using TestCluster cluster = await TestCluster.MakeAsync(new ClusterPlan
        {
            Workers = node => node.Name == "n3" ? node.Floating("old", "placement.prefer = [n3], nice = 1") : now(node),
            Seats = [.. names.Select(name => (name, 0))],
            More = "guardian.cluster.rebalance { enabled = yes, after = 0s, pause = 0s }",
        });
        ClusterNode third = cluster["n3"];
        await Task.WhenAll(cluster["n1"].StartAsync(), cluster["n2"].StartAsync());
        await cluster.UntilRunsAsync([.. cluster.Plan.Seats]);
        await cluster.WholeAsync();
        cluster.AllLiving().ShouldAllBe(life => life.Node != third.Name);
        ClusterSeen seen = await cluster["n1"].UntilShowsAsync("the difference", shown => shown.Troubles.Any(trouble => trouble.StartsWith("old is not defined the same everywhere", StringComparison.Ordinal)));
        seen.Floating.Single(row => row.Worker == "lacking").Backups.ShouldNotContain("n3");

        // Between the two that agree it fails over as ever.
        ClusterNode first = cluster.HolderOf("old/0");
        FloatingLife[] lost = [.. cluster.AllLiving().Where(life => life.Node == first.Name)];
        await first.KillAsync();
        foreach (FloatingLife life in lost) { (await cluster.UntilMovedAsync(life)).Node.ShouldNotBe("n3"); }

        // Better by an old definition than not at all; what it does not know it cannot run.
        ClusterNode second = cluster.HolderOf("old/0");
        await second.KillAsync();
        await cluster.UntilAsync("old/0", 0, "runs on n3", life => life.Node == "n3");
        await third.UntilShowsAsync("the other one nowhere", shown => shown.Nodes.Count(member => member.State == "live") == 1 && shown.Floating.All(row => row.Worker != "lacking" || row.Node is null));
        await first.StartAsync();
        await second.StartAsync();
        await cluster.UntilMembersAsync("n1", "n2", "n3");
        FloatingLife there = await cluster.UntilAsync("lacking/0", 0, "runs again", life => life.Node != "n3");

        third.Configure(now(third));
        (await third.Node.PbmAsync("node", "reload", "--node", "n3")).ExitCode.ShouldBe(0);

        await cluster.UntilMovedAsync(there);
        await cluster.UntilAsync("lacking/0", 0, "runs on n3, which it prefers", life => life.Node == "n3");
        await cluster.UntilAsync("old/0", 0, "runs on n3, which it prefers", life => life.Node == "n3");
        await cluster["n1"].UntilShowsAsync("no trouble", shown => shown.Troubles.Length == 0);
        cluster.Check();
    }

    [Fact]
    public async Task A_node_whose_wall_clock_is_wrong_by_an_hour_and_jumps_is_a_member_like_any_other()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(new ClusterPlan
        {
            Workers = node => node.Floating("one", "placement.prefer = [n2, n3]"),
            Seats = [("one/0", 0)],
            Nodes = 3,
        });
        ClusterNode second = cluster["n2"];
        string clock = second.Node.Write("clock", "+1h\n");
        foreach ((string name, string? value) in FakeTime.Environment(clock)) { second.Environment[name] = value; }
        await second.StartAsync(); // before the others, who would take what it is to run
        FloatingLife one = await cluster.UntilAsync("one/0", 0, "runs on n2", life => life.Node == "n2");
        await cluster.WholeAsync();
        one = await cluster.UntilAsync("one/0", 0, "runs on n2", life => life.Node == "n2");
        WorkerView shown = await second.WorkerAsync("one");
        double off = (shown.First.StartedAt!.Value - TimeProvider.System.GetUtcNow()).TotalHours;
        off.ShouldBe(1, tolerance: 0.1);

        // It jumps while the node runs, from an hour ahead to an hour behind: no lease is renewed later, and none ends.
        FakeTime.Set(second.Node, clock, "-1h");
        double jumped = MachineStalls.Now;
        await cluster.UntilAsync("one/0", 0, "lives on for two leases", life => life.Last > jumped + (2 * cluster.Plan.Lease.TotalSeconds));
        cluster.Living("one/0", 0)!.Pid.ShouldBe(one.Pid);

        // It is lost in time, and cut off it stops in time.
        second.Proxy.Cut();
        FloatingLife moved = await cluster.UntilMovedAsync(one);
        cluster.CheckGaps(jumped);
        second.Proxy.Pass();
        await cluster.UntilMembersAsync("n1", "n2", "n3");

        // It takes over in time as well.
        double killed = MachineStalls.Now;
        await cluster[moved.Node].KillAsync();
        (await cluster.UntilMovedAsync(moved)).Node.ShouldBe("n2");
        cluster.CheckGaps(killed);
        await cluster.AllSentAsync(second);
        cluster.Check();
    }
}
