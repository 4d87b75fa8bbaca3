using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;
using Guardian.Testing.Postgres;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>The database that the nodes share is restarted, or is gone for a while.</summary>
[Collection(OwnClusterTests.Name)]
public sealed class DatabaseTests
{
    [Fact]
    public async Task A_restart_of_the_database_touches_nothing_that_runs()
    {
        // Immediate: as after a crash of its server. It is back within the lease, as a database with a standby would be.
        await using TestCluster cluster = await TestCluster.StartAsync(new ClusterPlan { OwnServer = true, Lease = TimeSpan.FromSeconds(8) });
        FloatingLife[] living = cluster.AllLiving();
        WorkerView[] local = await LocalAsync(cluster);

        for (int round = 0; round < 2; round++)
        {
            await cluster.Server.RestartAsync(PostgresStop.Immediate);
            double back = MachineStalls.Now;
            await cluster.UntilAsync("one/0", 0, "lives on", life => life.Last > back + 1);
            foreach (ClusterNode node in cluster.Nodes)
            {
                await node.UntilShowsAsync("all members, and no trouble", seen => seen.Troubles.Length == 0 && seen.Nodes.All(member => member.State == "live"));
            }
        }

        // Everybody renews again: nobody lives from what is left of a lease.
        double renewed = MachineStalls.Now;
        await cluster.UntilAsync("one/0", 0, "lives on for a lease", life => life.Last > renewed + cluster.Plan.Lease.TotalSeconds);
        cluster.AllLiving().Select(life => life.Pid).ShouldBe(living.Select(life => life.Pid));
        (await LocalAsync(cluster)).Select(worker => (worker.Pids[0], worker.Restarts)).ShouldBe(local.Select(worker => (worker.Pids[0], 0)));
        foreach (ClusterNode node in cluster.Nodes)
        {
            node.Node.Process.Errors.ShouldNotContain(line => line.Contains("could not be renewed", StringComparison.Ordinal));
            await cluster.AllSentAsync(node);
        }

        cluster.Check();
    }

    [Fact]
    public async Task Without_the_database_what_floats_stops_in_time_local_workers_never_notice_and_all_events_arrive_when_it_is_back()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new ClusterPlan { OwnServer = true });
        FloatingLife[] living = cluster.AllLiving();
        WorkerView[] local = await LocalAsync(cluster);
        double lease = cluster.Plan.Lease.TotalSeconds;
        double gone = MachineStalls.Now;

        await cluster.Server.StopAsync(PostgresStop.Immediate);

        await Waiting.UntilAsync("the end of everything that floats", () => living.All(life => !Kernel.IsAlive(life.Pid)), cluster.Words);
        cluster.Lives.Where(life => living.Any(one => one.Pid == life.Pid)).ShouldAllBe(life => life.Last < gone + lease);

        // Things happen meanwhile, more than the nodes' memberships themselves.
        foreach (ClusterNode node in cluster.Nodes)
        {
            WorkerView here = await node.WorkerAsync();
            Kernel.Signal(here.Pids[0], Kernel.Kill);
            await Waiting.UntilAsync(
                $"another process of here on {node.Name}",
                async () => (WorkerView?)await node.WorkerAsync(),
                worker => worker is { Running: 1, Restarts: 1 } && worker.Pids[0] != here.Pids[0],
                seen => TestCluster.Words(seen));
        }

        local = await LocalAsync(cluster);
        await Waiting.MomentAsync(cluster.Plan.Lease); // gone for twice as long as anybody could live from
        await cluster.Server.StartAsync();
        double back = MachineStalls.Now;

        await cluster.UntilMembersAsync("n1", "n2", "n3");
        await cluster.UntilRunsAsync([.. cluster.Plan.Seats]);
        cluster.AllLiving().ShouldAllBe(life => life.Begun > back);
        (await LocalAsync(cluster)).Select(worker => (worker.Pids[0], worker.Restarts)).ShouldBe(local.Select(worker => (worker.Pids[0], 1)));
        foreach (ClusterNode node in cluster.Nodes)
        {
            IReadOnlyList<SentEvent> sent = await cluster.AllSentAsync(node);
            sent.ShouldContain(item => item.Stream == "cluster" && item.Type == "cluster-cut-off");
            sent.Count(item => item.Stream == "worker/here" && item.Type == "instance-ended").ShouldBe(1);
        }

        cluster.Check();
    }

    private static async Task<WorkerView[]> LocalAsync(TestCluster cluster) => await Task.WhenAll(cluster.Nodes.Select(node => node.WorkerAsync()));
}
