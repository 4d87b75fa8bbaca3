using Guardian.Linux.Probes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Probes;

public sealed class CommandRunnerTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Output_of_both_streams_and_the_exit_code_come_back()
    {
        CommandResult result = await Run("echo out; echo err >&2; exit 3");
        result.Exit.ShouldBe(ExitStatus.Exited(3));
        result.Output.ShouldBe("out\nerr\n");
        result.TimedOut.ShouldBeFalse();
        result.Succeeded.ShouldBeFalse();
        (await Run("true")).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_much_output_the_end_is_kept_and_the_command_is_never_blocked()
    {
        CommandResult result = await Run("seq 1 300000");
        result.Succeeded.ShouldBeTrue();
        result.Output.Length.ShouldBe(OutputPipe.Kept);
        result.Output.ShouldEndWith("299999\n300000\n");
    }

    [Fact]
    public async Task A_command_over_its_time_is_killed_with_its_whole_tree()
    {
        Fifo held = _bench.Fifo("held");
        Task<string> end = Task.Run(() => File.ReadAllText(held.Path));
        CommandResult result = await Run($"exec 9> {held.Path}; (setsid sleep 1000 &) ; sleep 1000 & echo started; wait", TimeSpan.FromSeconds(1));
        result.TimedOut.ShouldBeTrue();
        result.Exit.ShouldBe(ExitStatus.Signalled(Signals.Kill));
        result.Output.ShouldBe("started\n");
        Patience.Result(end, "every process of the command to end");
    }

    [Fact]
    public async Task A_command_can_be_stopped_early()
    {
        Fifo born = _bench.Fifo("born");
        using CancellationTokenSource stop = new();
        Task<CommandResult> running = Run($"echo > {born.Path}; exec sleep 1000", stop: stop.Token);
        born.ReadAll();
        await stop.CancelAsync();
        CommandResult result = await running;
        result.TimedOut.ShouldBeFalse();
        result.Exit.ShouldBe(ExitStatus.Signalled(Signals.Kill));
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_output_open_is_neither_waited_for_nor_killed()
    {
        Fifo gate = _bench.Fifo("gate");
        Fifo done = _bench.Fifo("done");
        CommandResult result = await Run($"(setsid sh -c 'read line < {gate.Path}; echo still here > {done.Path}' &); echo over");
        result.Succeeded.ShouldBeTrue();
        result.Output.ShouldBe("over\n");
        gate.Open();
        done.ReadAll().ShouldBe("still here");
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_throws_and_many_leave_no_descriptor()
    {
        await Run("true");
        OpenDescriptors before = OpenDescriptors.Now();
        CommandRunner runner = new(_bench.Control);
        for (int i = 0; i < 50; i++)
        {
            await Should.ThrowAsync<LaunchException>(
                () => runner.RunAsync(_bench.Shell("") with { Command = ["no-such-program"] }, Patience.Time, default));
            await Task.WhenAll(Run("echo a"), Run("echo b"));
        }

        OpenDescriptors.ShouldNotHaveGrown(since: before);
    }

    private Task<CommandResult> Run(string script, TimeSpan? timeout = null, CancellationToken stop = default) =>
        new CommandRunner(_bench.Control).RunAsync(_bench.Shell(script), timeout ?? Patience.Time, stop);
}
