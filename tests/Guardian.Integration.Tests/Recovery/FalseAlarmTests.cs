using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>What operators hate most: alarms about workers that are well.</summary>
[Collection(Alone.Name)]
public sealed class FalseAlarmTests
{
    [Fact]
    public async Task Workers_that_are_busy_slow_or_start_late_open_no_incident()
    {
        await using TestNode node = await FaultyNode.StartAsync(
            FaultyNode.Worker("busy", "health.cpu = 95%")
            + FaultyNode.Worker("late", "health.start-timeout = 60s"),
            prepare: made =>
            {
                made.Order("busy/0", "load cpu=0.8 task=10s");
                made.Order("late/0", "slow-start by=8s");
            });

        // Fifteen seconds are what is tested: longer than any limit but the right ones.
        await Waiting.MomentAsync(TimeSpan.FromSeconds(15));

        (await node.IncidentsAsync()).ShouldBeEmpty();
        WorkerView busy = await node.HealthyAsync("busy");
        busy.First.Busy.ShouldBe(true);
        busy.Restarts.ShouldBe(0);
        (await node.HealthyAsync("late")).Restarts.ShouldBe(0);
        node.Starts("busy/0").ShouldBe(1);
        node.Starts("late/0").ShouldBe(1);
        (await node.PbmAsync("recovery", "list", "--all")).Output.ShouldNotContain("i-");
    }
}
