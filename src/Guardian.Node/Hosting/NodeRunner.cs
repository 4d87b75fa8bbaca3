using Guardian.Connectors.Notifying;
using System.Runtime.InteropServices;
using Guardian.Hosting;
using Guardian.Linux.Probes;
using Guardian.Linux.Processes;
using Guardian.Node.Api;
using Guardian.Node.Api.Cluster;
using Guardian.Node.Logging;
using Guardian.Persistence.Sql;
using Guardian.Shell;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Hosting;

/// <summary>Runs a node in the foreground: composes it, serves its API, obeys signals.</summary>
internal static partial class NodeRunner
{
    private static readonly TimeSpan InboxPoll = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(NodeArguments arguments, CancellationToken cancelled)
    {
        ConfigurationFile configuration = new(arguments.Config, arguments.Overrides, new FileSystemDefinitionProbe());
        ConfigurationReading reading = configuration.Read();
        if (reading is not ConfigurationReading.Good good)
        {
            foreach (string problem in ((ConfigurationReading.Bad)reading).Problems)
            {
                await Console.Error.WriteLineAsync($"guardian: {problem}").ConfigureAwait(false);
            }

            return PbmExitCode.Failed;
        }

        GuardianOptions options = good.Options;
        if (NodeClusterPorts.Obstacle(options) is { } obstacle)
        {
            await Console.Error.WriteLineAsync($"guardian: {obstacle}").ConfigureAwait(false);
            return PbmExitCode.Failed;
        }

        string data = Path.GetFullPath(options.Node.Data);
        string socket = Path.Combine(data, "guardian.sock");
        if (System.Text.Encoding.UTF8.GetByteCount(socket) > ApiServer.LongestSocketPath)
        {
            await Console.Error.WriteLineAsync(
                $"guardian: the path of the socket {socket} is longer than the {ApiServer.LongestSocketPath} bytes the kernel allows; choose a shorter --data").ConfigureAwait(false);
            return PbmExitCode.Failed;
        }

        try
        {
            Directory.CreateDirectory(data);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"guardian: data directory {data} cannot be made: {refused.Message}").ConfigureAwait(false);
            return PbmExitCode.Failed;
        }

        NodeLog memory = new();
        using ILoggerFactory logs = NodeLogging.Create(data, options.Node.LogLevel, memory);
        ILogger log = logs.CreateLogger("Guardian.Node");
        foreach (string missing in good.Warnings)
        {
            LogMissing(log, missing);
        }

        using NodeSignals signals = new(cancelled);
        using NodePlatform platform = NodePlatform.Create(logs.CreateLogger("Guardian.Processes"));
        using ProbeRunner probes = new(platform.Commands, TimeProvider.System);
        NotifierSurroundings surroundings = new()
        {
            DataDirectory = data,
            ConfigDirectory = configuration.Directory,
            HostName = Environment.MachineName,
            Variable = Environment.GetEnvironmentVariable,
            Time = TimeProvider.System,
            Seed = Environment.ProcessId,
        };
        GuardianNodeSetup setup = new()
        {
            Configuration = configuration,
            DataDirectory = data,
            Address = "unix:" + socket,
            Processes = platform.Processes,
            Probes = probes,
            Commands = platform.Commands,
            Host = new LinuxHostSampler(),
            Connections = platform.Connections,
            Memory = platform.Memory,
            Notifiers = now => NotifierFactory.Create(now.Alerts, surroundings),
            OpenJournal = async stop => await SqliteJournal.OpenAsync(Path.Combine(data, "guardian.db"), TimeProvider.System, logs.CreateLogger("Guardian.Store"), stop).ConfigureAwait(false),
            Cluster = NodeClusterPorts.Factory(options, data, "unix:" + socket, platform.Processes, logs),
            Seed = Environment.ProcessId ^ (int)TimeProvider.System.GetTimestamp(),
            Logs = logs,
        };

        GuardianNode node;
        try
        {
            node = await GuardianNode.StartAsync(setup, options, signals.Stop).ConfigureAwait(false);
        }
        catch (IOException refused)
        {
            await Console.Error.WriteLineAsync($"guardian: {refused.Message}").ConfigureAwait(false);
            return PbmExitCode.Failed;
        }

        await using (node.ConfigureAwait(false))
        {
            using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                _ = node.ReloadAsync(); // says in the log what came of it
            });
            NodeCluster? cluster = ClusterOf(node, socket, logs, signals.Stop);
            GuardianApi api = new(
                node, memory, cluster is null ? CorePalettes.All : NodeCluster.Palettes(CorePalettes.All), TimeProvider.System, signals.Request, signals.Stop);
            ApiServer server = await ApiServer.StartAsync(socket, api, logs, CancellationToken.None, cluster).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                await RunUntilStoppedAsync(node, signals, log).ConfigureAwait(false);
                if (cluster is not null)
                {
                    await cluster.DisposeAsync().ConfigureAwait(false);
                }
            }

            File.Delete(socket);
        }

        return PbmExitCode.Done;
    }

    private static NodeCluster? ClusterOf(GuardianNode node, string socket, ILoggerFactory logs, CancellationToken stop) =>
        node.Cluster is { } book && node.ClusterStore is { } store
            ? new NodeCluster(new NodeClusterSetup
            {
                Book = book,
                Store = store,
                Session = () => node.ClusterStanding?.Session,
                Socket = socket,
                HasWorker = worker => node.Find(worker) is not null,
                HasIncident = incident => node.Recovery.Has(incident),
                Alerts = node.Alerts,
                Poll = InboxPoll,
                Time = TimeProvider.System,
                NodeStops = stop,
                Log = logs.CreateLogger("Guardian.Api"),
            })
            : null;

    private static async Task RunUntilStoppedAsync(GuardianNode node, NodeSignals signals, ILogger log)
    {
        Task stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, signals.Stop);
        if (await Task.WhenAny(node.Ready, stopped).ConfigureAwait(false) == node.Ready)
        {
            string line = await node.Ready.ConfigureAwait(false);
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
            await Console.Out.FlushAsync().ConfigureAwait(false);
            ServiceNotify.Send($"READY=1\nSTATUS={line}");
        }

        try
        {
            await stopped.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The one way it ends.
        }

        LogStopping(log);
        ServiceNotify.Send("STOPPING=1");

        // The API stays up while the workers stop, so that people can watch.
        await node.StopAsync().ConfigureAwait(false);
        LogStopped(log);
    }

    [LoggerMessage(3001, LogLevel.Error, "A worker cannot run as it is defined: {Problem}")]
    private static partial void LogMissing(ILogger log, string problem);

    [LoggerMessage(3002, LogLevel.Information, "Stopping the workers, then the node")]
    private static partial void LogStopping(ILogger log);

    [LoggerMessage(3003, LogLevel.Information, "Every worker has stopped")]
    private static partial void LogStopped(ILogger log);
}
