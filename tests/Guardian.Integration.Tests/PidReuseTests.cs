using Guardian.Integration.Tests.Play;
using Guardian.Workers;

namespace Guardian.Integration.Tests;

/// <summary>The store names a process whose pid belongs to somebody else by now.</summary>
public sealed class PidReuseTests
{
    private const string Stranger = """
        for signal in HUP INT QUIT ABRT TERM USR1 USR2; do trap "echo $signal >> signals" $signal; done
        echo $$ > stranger
        while :; do sleep 0.1; done
        """;

    [Theory]
    [InlineData(-1000L, false)] // another process with that pid, started earlier in this boot
    [InlineData(0L, true)] // the very same figures, in another boot
    public async Task A_stranger_that_was_given_the_pid_of_a_worker_is_never_signalled(long ticks, bool otherBoot)
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"], orphans = kill }
            b { command = ["sleep", "100000"] }
            """);
        int[] own = [(await node.HealthyAsync("a")).Pids[0], (await node.HealthyAsync("b")).Pids[0]];
        await node.KillAsync();
        foreach (int pid in own) { Kernel.Signal(pid, Kernel.Kill); }
        await node.UntilAsync("the end of the workers", () => !own.Any(Kernel.IsAlive));
        await using RunningProgram stranger = node.Begin("/bin/sh", "-c", Stranger);
        await node.UntilAsync("the stranger's traps", () => node.Numbers("stranger").Length == 1);
        ProcessIdentity lie = new(
            stranger.Pid, Kernel.StartTicksOf(stranger.Pid) + ticks, otherBoot ? Guid.NewGuid().ToString() : Kernel.BootId);
        foreach (string worker in new[] { "a", "b" }) { await Stores.SayStartedAsync(node, worker, lie); }

        await node.StartAsync();
        WorkerView[] after = [await node.HealthyAsync("a"), await node.HealthyAsync("b")];
        after.ShouldAllBe(worker => !worker.Pids.Contains(stranger.Pid));
        (await node.PostAsync("workers/b/restart")).Status.ShouldBe(200);
        await node.UntilAsync("b", "restarted", one => one.Healthy && one.Pids[0] != after[1].Pids[0]);
        (await node.StopAsync()).ShouldBe(0);

        stranger.HasEnded.ShouldBeFalse();
        node.Lines("signals").ShouldBeEmpty();
    }
}
