using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>Many at once.</summary>
[Collection(Alone.Name)]
public sealed class ThousandTests
{
    [Fact]
    public async Task A_thousand_instances_that_are_killed_at_once_are_all_back_and_nobody_else_is_touched()
    {
        await using TestNode node = await TestNode.StartAsync("""
            many { command = ["sleep", "100000"], instances { min = 1000, max = 1000, start = 1000 } }
            other { command = ["sleep", "100000"], instances { start = 3 } }
            """);
        int[] before = (await node.HealthyAsync("many")).Pids;
        int[] others = (await node.HealthyAsync("other")).Pids;
        before.Distinct().Count().ShouldBe(1000);

        foreach (int pid in before) { Kernel.Signal(pid, Kernel.Kill); }

        WorkerView after = await node.UntilAsync("many", "all back", one => one.Healthy && !one.Pids.Intersect(before).Any());
        after.Restarts.ShouldBe(1000);
        after.Pids.Distinct().Count().ShouldBe(1000);
        (await node.WorkerAsync("other")).Pids.ShouldBe(others);
        Kernel.ZombiesOf(node.Process.Pid).ShouldBeEmpty();
        (await node.StopAsync()).ShouldBe(0);
        after.Pids.Where(Kernel.IsAlive).ShouldBeEmpty();
    }
}
