using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>What a worker started does not outlive it.</summary>
public sealed class ChildrenTests
{
    // A plain child, one in a session of its own, one forked twice, and one forked twice in a session of its own.
    private const string Family = """
        sh -c 'echo $$ >> family; exec sleep 100000' &
        setsid sh -c 'echo $$ >> family; exec sleep 100000' &
        ( sh -c 'echo $$ >> family; exec sleep 100000' & )
        ( setsid sh -c 'echo $$ >> family; exec sleep 100000' & )
        exec sleep 100000
        """;

    [Theory]
    [InlineData("crash")]
    [InlineData("stop")]
    [InlineData("node stop")]
    [InlineData("crash after adoption")]
    [InlineData("stop after adoption")]
    public async Task Grandchildren_that_hid_are_gone_after(string what)
    {
        await using TestNode node = TestNode.With("""
            a { command = ["sh", "family.sh"] }
            """);
        node.Write("family.sh", Family);
        await node.StartAsync();
        int main = (await node.HealthyAsync("a")).Pids[0];
        await node.UntilAsync("the family", () => node.Numbers("family").Length == 4);
        int[] family = node.Numbers("family");
        family.ShouldAllBe(pid => Kernel.IsAlive(pid));
        if (what.EndsWith("after adoption", StringComparison.Ordinal))
        {
            await node.KillAsync();
            await node.StartAsync();
            (await node.HealthyAsync("a")).Pids.ShouldBe([main]);
        }

        if (what.StartsWith("crash", StringComparison.Ordinal)) { Kernel.Signal(main, Kernel.Kill); }
        else if (what.StartsWith("stop", StringComparison.Ordinal)) { (await node.PostAsync("workers/a/stop")).Status.ShouldBe(200); }
        else { (await node.StopAsync()).ShouldBe(0); }

        await node.UntilAsync("their end", () => !family.Any(Kernel.IsAlive), () => $"left: {string.Join(' ', family.Where(Kernel.IsAlive))}");
        if (what.StartsWith("crash", StringComparison.Ordinal))
        {
            await node.UntilAsync("the new family", () => node.Numbers("family").Length == 8);
        }
    }
}
