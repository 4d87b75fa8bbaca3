using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Reflex;

/// <summary>What the real program costs while it watches 1,000 instances in which nothing happens, sampled every 5 s.</summary>
public static class IdleBenchmarks
{
    private const int Workers = 100;
    private const int InstancesEach = 10;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(60);

    /// <summary>Runs it; a minute and a half.</summary>
    /// <param name="output">Where the figures go.</param>
    /// <returns>When they are done.</returns>
    public static Task RunAsync(TextWriter output) =>
        OperatingSystem.IsLinux() ? MeasureAsync(output) : output.WriteLineAsync("The idle benchmark needs Linux.");

    [SupportedOSPlatform("linux")]
    private static async Task MeasureAsync(TextWriter output)
    {
        string directory = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
        string config = Path.Combine(directory, "bench.conf");
        await File.WriteAllTextAsync(config, BenchmarkNode.Configuration(Workers, InstancesEach) + "\nguardian.interval = 5s\n").ConfigureAwait(false);
        Observer observer = new();
        using LinuxProcessControl control = new(new LinuxProcessOptions { Subreaper = false }, TimeProvider.System, NullLogger.Instance);
        using IProcessSlot slot = control.OpenSlot(
            new SlotSpec
            {
                Instance = "node/0",
                NodeMark = "bench:" + directory,
                LogFile = Path.Combine(directory, "node.log"),
                Rotation = new LogRotationOptions { MaxSize = 1 << 30, Keep = 1, MaxAge = TimeSpan.FromDays(1), Compress = false },
                RunDirectory = Path.Combine(directory, "run"),
            },
            observer);
        string program = Path.Combine(AppContext.BaseDirectory, "Guardian.Node.dll");
        ProcessIdentity node = slot.Launch(
            new LaunchSpec
            {
                Command = [Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet", program, "start", "--config", config, "--data", Path.Combine(directory, "data")],
                Directory = directory,
                Environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                    .ToImmutableDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty),
            },
            incarnation: 1);
        await observer.Ready.Task.ConfigureAwait(false);
        await Task.Delay(Settle, TimeProvider.System).ConfigureAwait(false);

        TimeSpan before = Cpu(node.Pid);
        await Task.Delay(Watch, TimeProvider.System).ConfigureAwait(false);
        TimeSpan used = Cpu(node.Pid) - before;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Workers * InstancesEach} instances, nothing happening, sampled every 5 s: {used / Watch:P2} of a core, {Proportional(node.Pid) / 1024.0:0.0} MB proportional")).ConfigureAwait(false);

        slot.Signal(Signals.Terminate);
        await observer.Ended.Task.ConfigureAwait(false);
        Directory.Delete(directory, recursive: true);
    }

    private static TimeSpan Cpu(int pid)
    {
        string stat = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        const double ticksPerSecond = 100; // USER_HZ, fixed on Linux
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / ticksPerSecond);
    }

    private static long Proportional(int pid) => File.ReadLines($"/proc/{pid}/smaps_rollup")
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .First();

    private sealed class Observer : ISlotObserver
    {
        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Exited(long incarnation, ExitStatus status)
        {
            Ready.TrySetException(new InvalidOperationException($"the node ended early: {status}"));
            Ended.TrySetResult();
        }

        public void Notified(NotifyMessage message)
        {
            if (message.Ready)
            {
                Ready.TrySetResult();
            }
        }
    }
}
