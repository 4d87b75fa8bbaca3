using System.Collections.Immutable;
using Guardian.Hosting;
using Guardian.Linux.Processes;
using Guardian.Shell;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Node.Hosting;

/// <summary><c>guardian start --daemon</c>: starts the node in a session of its own and returns when it is ready.</summary>
/// <remarks>
/// The node is started like a worker: new session, no terminal, standard output and error to a file, and it tells by sd_notify that it is
/// ready. So an early end, with its reason, is told to the person who typed the command.
/// </remarks>
internal static class NodeDaemon
{
    public static async Task<int> StartAsync(NodeArguments arguments, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("guardian: --daemon works on Linux only; use the service manager of this system").ConfigureAwait(false);
            return PbmExitCode.Failed;
        }

        ConfigurationFile configuration = new(arguments.Config, arguments.Overrides, new FileSystemDefinitionProbe());
        ConfigurationReading reading = configuration.Read();
        if (reading is not ConfigurationReading.Good { Options.Node.Data: var directory })
        {
            foreach (string problem in ((ConfigurationReading.Bad)reading).Problems)
            {
                await Console.Error.WriteLineAsync($"guardian: {problem}").ConfigureAwait(false);
            }

            return PbmExitCode.Failed;
        }

        string data = Path.GetFullPath(directory);
        try
        {
            // Another node there is told now rather than through a log file.
            DataDirectory.Open(data).Dispose();
        }
        catch (IOException refused)
        {
            await Console.Error.WriteLineAsync($"guardian: {refused.Message}").ConfigureAwait(false);
            return PbmExitCode.Failed;
        }

        Watcher watcher = new();
        string output = Path.Combine(data, "logs", "node.out");
        using LinuxProcessControl processes = new(new LinuxProcessOptions { Subreaper = false }, TimeProvider.System, NullLogger.Instance);
        using IProcessSlot slot = processes.OpenSlot(
            new SlotSpec
            {
                Instance = "node/0",
                NodeMark = $"daemon:{data}",
                LogFile = output,
                Rotation = new LogRotationOptions { MaxSize = long.MaxValue, Keep = 1, MaxAge = TimeSpan.MaxValue, Compress = false },
                RunDirectory = Path.Combine(data, "run"),
            },
            watcher);
        slot.Launch(
            new LaunchSpec
            {
                Command = Command(arguments, data),
                Directory = Environment.CurrentDirectory,
                Environment = NodeProcessEnvironment.Read(),
            },
            incarnation: 1);

        string? ready = await watcher.Outcome.WaitAsync(stop).ConfigureAwait(false);
        if (ready is not null)
        {
            await Console.Out.WriteLineAsync(ready).ConfigureAwait(false);
            return PbmExitCode.Done;
        }

        foreach (string line in slot.Log.Tail(20))
        {
            await Console.Error.WriteLineAsync(line).ConfigureAwait(false);
        }

        await Console.Error.WriteLineAsync($"guardian: the node ended before it was ready; its words are above and in {output}").ConfigureAwait(false);
        return PbmExitCode.Failed;
    }

    private static ImmutableArray<string> Command(NodeArguments arguments, string data)
    {
        string[] interval = arguments.Interval is null ? [] : ["--interval", arguments.Interval];
        return [.. OwnProgram.Command, "start", "--config", Path.GetFullPath(arguments.Config), "--data", data, .. interval];
    }

    private sealed class Watcher : ISlotObserver
    {
        private readonly TaskCompletionSource<string?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The ready line, or null when the node ended before.</summary>
        public Task<string?> Outcome => _outcome.Task;

        public void Exited(long incarnation, ExitStatus status) => _outcome.TrySetResult(null);

        public void Notified(NotifyMessage message)
        {
            if (message.Ready)
            {
                _outcome.TrySetResult(message.Status ?? "guardian ready");
            }
        }
    }
}
