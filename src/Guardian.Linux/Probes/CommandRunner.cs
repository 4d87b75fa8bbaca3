using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Linux.Processes;
using Guardian.Workers;

namespace Guardian.Linux.Probes;

/// <summary>Runs short commands with the launcher and the event loop of a process control.</summary>
/// <remarks>
/// When a command is stopped early the result says so by its signal, as when its time is over; the task is not cancelled. A command that
/// does not end even by SIGKILL (stuck in the kernel) is given up after five more seconds, with an unknown status.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class CommandRunner : ICommandRunner
{
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(5);

    private readonly LinuxProcessControl _control;
    private long _count;

    /// <summary>Makes a runner.</summary>
    /// <param name="control">The node's process control, which must live longer.</param>
    public CommandRunner(LinuxProcessControl control) => _control = control;

    /// <inheritdoc/>
    public async Task<CommandResult> RunAsync(LaunchSpec spec, TimeSpan timeout, CancellationToken stop)
    {
        long started = _control.Time.GetTimestamp();
        string number = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{Interlocked.Increment(ref _count)}");
        LaunchPlan plan = LaunchPlan.Make(spec, ("GUARDIAN_COMMAND", number));
        ProcessMarks marks = new(
            spec.Environment.GetValueOrDefault("GUARDIAN_INSTANCE"), spec.Environment.GetValueOrDefault("GUARDIAN_NODE"), number);
        using OutputPipe output = new(_control.Loop);
        TaskCompletionSource<ExitStatus> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        WatchedProcess process = _control.Start(plan, output.Writer, 0, ended => OnEnded(ended, end));
        output.CloseWriter();
        _control.Arm(process, killOnFailure: true);

        bool timedOut = false;
        try
        {
            await end.Task.WaitAsync(timeout, _control.Time, stop).ConfigureAwait(false);
        }
        catch (Exception early) when (early is TimeoutException or OperationCanceledException)
        {
            timedOut = early is TimeoutException;
            _control.Tree.Signal(process, marks, cgroup: null, Signals.Kill);
        }

        ExitStatus status = ExitStatus.Unknown;
        try
        {
            status = await end.Task.WaitAsync(KillGrace, _control.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Stuck in the kernel; the event loop still reaps it when it ends.
        }

        return new CommandResult(status, timedOut, output.Finish(), _control.Time.GetElapsedTime(started));
    }

    private void OnEnded(WatchedProcess process, TaskCompletionSource<ExitStatus> end)
    {
        if (!process.TryReadExit(out ExitStatus status)) { return; }
        _control.Forget(process);
        process.Close();
        end.TrySetResult(status);
    }
}
