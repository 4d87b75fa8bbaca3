using Guardian.Chaos.Cluster;
using Xunit.Abstractions;

namespace Guardian.Chaos.Tests.Cluster;

/// <summary>The short campaign over a cluster: three real nodes, a real database, and what happens to them.</summary>
public sealed class ClusterCampaignTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_that_happens_to_nodes_network_and_database_lets_a_floating_worker_live_twice_or_loses_an_event()
    {
        CampaignOptions options = new() { Cluster = true, Seed = 1, Length = TimeSpan.FromSeconds(35) };

        bool holds = await ClusterCampaign.RunAsync(options, output.WriteLine, CancellationToken.None);

        holds.ShouldBeTrue("the violations stand at the end of the output");
    }
}
