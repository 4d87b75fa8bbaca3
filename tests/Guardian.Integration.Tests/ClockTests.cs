using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>The server's clock is set while the node runs.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData("+2h")]
    [InlineData("-2h")]
    public async Task A_jump_of_the_clock_restarts_nobody_and_hides_no_hang(string jump)
    {
        await using TestNode node = TestNode.With($$"""
            beats { command = ["sh", "-c", "while :; do touch beat; sleep 0.1; done"], health.heartbeat { file = beat, timeout = 5s } }
            barks { command = ["{{Programs.FaultWorker}}", "--watchdog"], health { notify = yes, watchdog = 10s } }
            plain { command = ["sleep", "100000"] }
            """);
        string clock = node.Write("clock", "+0\n");
        await node.StartAsync(FakeTime.Environment(clock));
        string[] names = ["beats", "barks", "plain"];
        WorkerView[] all = await node.UntilAllAsync("all healthy", all => all.Length == 3 && all.All(one => one.Healthy));
        int[] before = [.. names.Select(name => all.Single(one => one.Name == name).Pids[0])];

        FakeTime.Set(node, clock, jump);

        // Proof that the node lives in the other time, and that it still works there: a crash is answered and gets that time.
        Kernel.Signal(before[2], Kernel.Kill);
        WorkerView plain = await node.UntilAsync("plain", "another process", one => one.Healthy && one.Pids[0] != before[2]);
        TimeSpan ahead = plain.First.StartedAt!.Value - TimeProvider.System.GetUtcNow();
        Math.Abs(ahead.TotalHours).ShouldBe(2, tolerance: 0.1);
        Math.Sign(ahead.TotalHours).ShouldBe(jump[0] == '+' ? 1 : -1);
        await node.UntilAllAsync("two more checks of everybody", all => all.All(one => one.First.CpuPercent is not null));

        foreach ((string name, int pid) in names.Zip(before).Take(2))
        {
            WorkerView view = await node.WorkerAsync(name);
            view.Pids.ShouldBe([pid]);
            view.Restarts.ShouldBe(0);
            (await node.EventsAsync(name)).ShouldNotContain(one => one.Event == "fault-seen");
        }

        // Nor does the new time excuse a worker that hangs from now on.
        Kernel.Signal(before[0], Kernel.Stop);
        await node.UntilEventAsync("beats", "its hang", one => one.Event == "fault-seen" && one.Text.Contains("no heartbeat", StringComparison.Ordinal));
        (await node.StopAsync()).ShouldBe(0);
    }
}
