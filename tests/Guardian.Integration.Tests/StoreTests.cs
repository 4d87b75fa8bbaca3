using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>The store is broken, read-only or full: supervision goes on, and the trouble is told.</summary>
public sealed class StoreTests
{
    private const string Worker = """
        a { command = ["sleep", "100000"] }
        """;

    [Fact]
    public async Task A_damaged_store_is_told_and_left_as_it_is_and_workers_are_supervised_without_it()
    {
        await using TestNode node = TestNode.With(Worker);
        Directory.CreateDirectory(node.Data);
        string text = string.Concat(Enumerable.Repeat("this is no database ", 1000));
        await File.WriteAllTextAsync(Stores.FileOf(node), text);
        await node.StartAsync();

        await SupervisesAsync(node);
        await TellsAsync(node, "guardian.db");

        ReplyView reply = await node.PostAsync("workers/a/stop");
        reply.Status.ShouldBe(200);
        reply.Text.ShouldContain("not yet stored");
        await node.UntilAsync("a", "stopped", one => one is { State: "stopped", Running: 0 });
        (await node.StopAsync()).ShouldBe(0);
        (await File.ReadAllTextAsync(Stores.FileOf(node))).ShouldBe(text);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_told_and_workers_are_supervised_without_it()
    {
        await using TestNode node = TestNode.With(Worker);
        Directory.CreateDirectory(node.Data);
        Directory.CreateDirectory(Stores.FileOf(node));
        await node.StartAsync();

        await SupervisesAsync(node);
        await TellsAsync(node, "guardian.db");

        // Somebody clears it away: the node finds its store without being restarted, and keeps what it had not been able to write.
        Directory.Delete(Stores.FileOf(node));
        await StoreAsync(node, "the store in use", one => one.StoreProblem is null);
        await node.UntilEventAsync("a", "the restart", one => one.Event == "restart-decided");
    }

    [Fact]
    public async Task A_store_on_a_full_disk_is_told_and_workers_are_supervised_without_it()
    {
        Assert.True(Kernel.IsRoot, "this test mounts a small tmpfs, so it must run as root");
        await using TestNode node = TestNode.With(Worker);
        Directory.CreateDirectory(node.Data);
        Finished mounted = await node.RunAsync("/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", node.Data);
        mounted.ExitCode.ShouldBe(0, mounted.ToString());
        try
        {
            await node.StartAsync();
            await node.HealthyAsync("a");
            await node.RunAsync("/bin/sh", "-c", $"cat /dev/zero > '{node.Data}/ballast'");

            await SupervisesAsync(node);
            for (int more = 0; more < 3; more++) { await node.PostAsync("workers/a/restart"); }
            await TellsAsync(node, "guardian.db");

            File.Delete(Path.Combine(node.Data, "ballast"));
            await StoreAsync(node, "the store in use", one => one.StoreProblem is null);
            (await node.StopAsync()).ShouldBe(0);
        }
        finally
        {
            await node.Process.DisposeAsync();
            foreach (int pid in Kernel.PidsWith("GUARDIAN_NODE=unix:" + node.Socket)) { Kernel.Signal(pid, Kernel.Kill); }
            await node.RunAsync("/bin/umount", "-l", node.Data);
        }
    }

    [Fact]
    public async Task A_store_on_a_read_only_file_system_is_told_and_workers_are_supervised_without_it()
    {
        Assert.True(Kernel.IsRoot, "this test mounts a file over itself, so it must run as root");
        await using TestNode node = await TestNode.StartAsync(Worker);
        await node.HealthyAsync("a");
        (await node.StopAsync()).ShouldBe(0);
        string store = Stores.FileOf(node);
        (await node.RunAsync("/bin/mount", "--bind", store, store)).ExitCode.ShouldBe(0);
        try
        {
            Finished readOnly = await node.RunAsync("/bin/mount", "-o", "remount,bind,ro", store);
            readOnly.ExitCode.ShouldBe(0, readOnly.ToString());
            await node.StartAsync();

            await SupervisesAsync(node);
            await TellsAsync(node, "guardian.db");
        }
        finally
        {
            await node.RunAsync("/bin/umount", "-l", store);
        }

        await StoreAsync(node, "the store in use", one => one.StoreProblem is null);
        (await node.StopAsync()).ShouldBe(0);
    }

    private static async Task SupervisesAsync(TestNode node)
    {
        WorkerView before = await node.HealthyAsync("a");
        Kernel.Signal(before.Pids[0], Kernel.Kill);
        await node.UntilAsync("a", "another process", one => one.Healthy && one.Pids[0] != before.Pids[0]);
    }

    private static async Task TellsAsync(TestNode node, string words)
    {
        NodeView view = await StoreAsync(node, "a problem of the store", one => one.StoreProblem is not null);
        view.StoreProblem!.ShouldContain(words);
        Finished shown = await node.PbmAsync("node", "show");
        shown.ExitCode.ShouldBe(0, shown.ToString());
        shown.Output.Replace("\n", "", StringComparison.Ordinal).ShouldContain(words);
    }

    private static Task<NodeView> StoreAsync(TestNode node, string what, Func<NodeView, bool> holds) => Waiting.UntilAsync(
        what, () => node.Api.GetAsync<NodeView>("/api/v1/node"), holds, one => one?.ToString() ?? "no answer");
}
