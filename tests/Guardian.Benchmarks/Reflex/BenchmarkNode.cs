using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Hosting;
using Guardian.Linux.Probes;
using Guardian.Linux.Processes;
using Guardian.Persistence.Sql;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Reflex;

/// <summary>A whole node in this process: actors, policy, real processes, SQLite. Only its log and API are left out.</summary>
[SupportedOSPlatform("linux")]
internal sealed class BenchmarkNode : IAsyncDisposable
{
    private readonly string _directory;
    private readonly GuardianNode _node;
    private readonly ProbeRunner _probes;

    private BenchmarkNode(string directory, GuardianNode node, MeasuredProcesses processes, ProbeRunner probes)
    {
        _directory = directory;
        _node = node;
        Processes = processes;
        _probes = probes;
    }

    public MeasuredProcesses Processes { get; }

    /// <summary>A configuration of sleepers whose every crash, a few milliseconds after the one before, counts as the first: that is restarted at once.</summary>
    public static string Configuration(int workers, int instancesEach) => string.Join('\n', Enumerable.Range(0, workers).Select(worker =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            guardian.workers.sleeper{{worker}} {
              command = ["/bin/sleep", "1000000"]
              instances { min = 1, max = {{instancesEach}}, start = {{instancesEach}} }
              up-after = 0s
              restart { reset-after = 1ms, budget { restarts = 1000, within = 1ms } }
            }
            """)));

    public static async Task<BenchmarkNode> StartAsync(int workers, int instancesEach)
    {
        string directory = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
        string config = Path.Combine(directory, "bench.conf");
        await File.WriteAllTextAsync(config, Configuration(workers, instancesEach) + "\nguardian.interval = 5s\n").ConfigureAwait(false);
        ConfigurationFile file = new(config, string.Empty, new FileSystemDefinitionProbe());
        if (file.Read() is not ConfigurationReading.Good good)
        {
            throw new InvalidOperationException(string.Join('\n', ((ConfigurationReading.Bad)file.Read()).Problems));
        }

        LinuxProcessControl control = new(new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);
        MeasuredProcesses processes = new(control);
        CommandRunner commands = new(control);
        ProbeRunner probes = new(commands, TimeProvider.System);
        GuardianNode node = await GuardianNode.StartAsync(
            new GuardianNodeSetup
            {
                Configuration = file,
                DataDirectory = Path.Combine(directory, "data"),
                Address = "unix:" + directory,
                Processes = processes,
                Probes = probes,
                Commands = commands,
                Host = new LinuxHostSampler(),
                OpenJournal = async stop => await SqliteJournal.OpenAsync(
                    Path.Combine(directory, "data", "guardian.db"), TimeProvider.System, NullLogger.Instance, stop).ConfigureAwait(false),
                Seed = 1,
                Logs = NullLoggerFactory.Instance,
            },
            good.Options).ConfigureAwait(false);
        await node.Ready.ConfigureAwait(false);
        for (int i = 0; i < workers * instancesEach; i++)
        {
            processes.Launches.Take();
        }

        return new BenchmarkNode(directory, node, processes, probes);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync().ConfigureAwait(false);
        _probes.Dispose();
        Processes.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
