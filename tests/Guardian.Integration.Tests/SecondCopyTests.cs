using Guardian.Integration.Tests.Play;
using Guardian.Workers;

namespace Guardian.Integration.Tests;

/// <summary>However the node dies, an instance never runs twice at the same time.</summary>
public sealed class SecondCopyTests
{
    private const string Marking = """
        a { command = ["perl", "mark.pl", "marks-{index}"], instances { max = 4, start = 2 } }
        """;

    [Fact]
    public async Task A_process_that_was_launched_but_not_yet_written_down_when_the_node_died_is_no_second_copy()
    {
        await using TestNode node = TestNode.With(Marking);
        node.Write("mark.pl", Scripts.Mark);
        await node.StartAsync();
        int[] before = (await node.HealthyAsync("a")).Pids;
        await node.KillAsync();
        // What the store knows is the process before it, which is dead: here the node's own, to have a pid that was real.
        await Stores.SayStartedAsync(node, "a", new ProcessIdentity(node.Process.Pid, 1, Kernel.BootId));

        await node.StartAsync();

        WorkerView after = await node.HealthyAsync("a");
        node.MarkedPids("a/0").ShouldBe([after.Pids[0]]);
        after.Pids[1].ShouldBe(before[1]);
        Scripts.Interleaved(node.Numbers("marks-0")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Never_are_there_two_copies_however_soon_after_a_launch_the_node_is_killed()
    {
        const int seed = 20261120;
        Random random = new(seed);
        await using TestNode node = TestNode.With("""
            a { command = ["perl", "mark.pl", "marks-{index}"], instances { max = 3, start = 3 }, restart { budget { restarts = 1000 }, cap = 300ms } }
            """);
        node.Write("mark.pl", Scripts.Mark);
        for (int round = 0; round < 10; round++)
        {
            string at = $"round {round} of seed {seed}";
            await node.StartAsync();
            WorkerView all = await node.UntilAsync("a", $"three processes in {at}", one => one.Running == 3);
            for (int index = 0; index < 3; index++)
            {
                node.MarkedPids($"a/{index}").ShouldBe([all.Pids[index]], $"copies of a/{index} in {at}");
            }

            // Their end makes the node launch three at once; some milliseconds later it is gone, before or after it could write that down.
            foreach (int pid in all.Pids) { Kernel.Signal(pid, Kernel.Kill); }
            await Waiting.MomentAsync(TimeSpan.FromMilliseconds(random.NextDouble() * 12));
            await node.KillAsync();
        }

        await node.StartAsync();
        await node.UntilAsync("a", "three processes at last", one => one.Running == 3);
        for (int index = 0; index < 3; index++)
        {
            Scripts.Interleaved(node.Numbers($"marks-{index}")).ShouldBeEmpty($"pids of a/{index} that wrote at the same time, seed {seed}");
        }
    }

    [Fact]
    public async Task Never_are_there_two_copies_when_the_node_is_killed_while_it_starts()
    {
        const int seed = 1120;
        Random random = new(seed);
        await using TestNode node = TestNode.With(Marking);
        node.Write("mark.pl", Scripts.Mark);
        for (int round = 0; round < 5; round++)
        {
            node.Launch();
            int before = node.Numbers("marks-1").Length;
            if (round % 2 == 0)
            {
                await node.UntilAsync("first marks", () => node.Numbers("marks-1").Length > before || node.Process.HasEnded);
            }

            await Waiting.MomentAsync(TimeSpan.FromMilliseconds(random.NextDouble() * 500));
            await node.KillAsync();
        }

        await node.StartAsync();
        WorkerView last = await node.HealthyAsync("a");
        for (int index = 0; index < 2; index++)
        {
            node.MarkedPids($"a/{index}").ShouldBe([last.Pids[index]]);
            Scripts.Interleaved(node.Numbers($"marks-{index}")).ShouldBeEmpty($"pids of a/{index} that wrote at the same time, seed {seed}");
        }
    }
}
