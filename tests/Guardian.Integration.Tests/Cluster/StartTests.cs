namespace Guardian.Integration.Tests.Cluster;

/// <summary>All nodes are started at the same time.</summary>
[Collection(OwnClusterTests.Name)]
public sealed class StartTests
{
    private const int Rounds = 2;

    [Fact]
    public async Task Nodes_that_are_all_started_at_once_make_the_tables_together_and_share_what_floats_round_after_round()
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(new ClusterPlan());
        for (int round = 0; round < Rounds; round++)
        {
            int before = cluster.Lives.Count;
            foreach (ClusterNode node in cluster.Nodes) { node.Launch(); }

            await cluster.UntilMembersAsync("n1", "n2", "n3");
            await cluster.UntilRunsAsync([.. cluster.Plan.Seats]);
            cluster.AllLiving().Select(life => life.Node).Distinct().Count().ShouldBeGreaterThan(1);
            cluster.Lives.Skip(before).Select(life => life.Seat).Distinct().Count().ShouldBe(cluster.Plan.Seats.Count);

            // The first round begins without tables, the next ones with the leases of those who were killed.
            await Task.WhenAll(cluster.Nodes.Select(node => round % 2 == 0 ? node.KillAsync() : node.Node.StopAsync()));
        }

        cluster.Check();
    }
}
