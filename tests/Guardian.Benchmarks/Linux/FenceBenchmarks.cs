using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Linux.Guarding;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Linux;

/// <summary>What a floating worker's launch costs more than a local one's: the look at the clock by a shell, right before exec.</summary>
public static class FenceBenchmarks
{
    private const int Rounds = 500;

    /// <summary>Runs it; some seconds.</summary>
    /// <param name="output">Where the table goes.</param>
    public static void Run(TextWriter output)
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("The fence needs Linux.");
            return;
        }

        using Bench bench = new();
        LaunchSpec local = bench.Spec("/bin/true");
        LaunchSpec fenced = local with { NotAfter = BootClock.Instance.SinceBoot + TimeSpan.FromHours(1) };
        // A name that is no shell's makes it take bash.
        LaunchSpec odd = fenced with { Environment = fenced.Environment.Add("a.b", "1") };
        (string Name, LaunchSpec Spec)[] kinds = [("without a fence", local), ("with the fence (sh)", fenced), ("with the fence (bash)", odd)];
        (List<TimeSpan> Launch, List<TimeSpan> Whole)[] took = [.. kinds.Select(_ => (new List<TimeSpan>(), new List<TimeSpan>()))];
        for (int round = -20; round < Rounds; round++)
        {
            for (int kind = 0; kind < kinds.Length; kind++) // in turn, so that a busy moment hits all of them
            {
                (TimeSpan launch, TimeSpan whole) = bench.Launch(kinds[kind].Spec);
                if (round < 0) { continue; }
                took[kind].Launch.Add(launch);
                took[kind].Whole.Add(whole);
            }
        }

        for (int kind = 0; kind < kinds.Length; kind++)
        {
            output.WriteLine($"true(1) {kinds[kind].Name}: launch {Median(took[kind].Launch)}, launch to exit seen {Median(took[kind].Whole)} (medians of {Rounds})");
        }
    }

    private static string Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2].TotalMilliseconds.ToString("0.000 ms", CultureInfo.InvariantCulture);
    }

    [SupportedOSPlatform("linux")]
    private sealed class Bench : IDisposable, ISlotObserver
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
        private readonly LinuxProcessControl _control = new(new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);
        private readonly BlockingCollection<ExitStatus> _exits = [];
        private readonly IProcessSlot _slot;

        public Bench() => _slot = _control.OpenSlot(
            new SlotSpec
            {
                Instance = "bench/0",
                NodeMark = "unix:" + _directory,
                LogFile = Path.Combine(_directory, "0.log"),
                Rotation = new LogRotationOptions { MaxSize = 1 << 20, Keep = 1, MaxAge = TimeSpan.FromDays(1), Compress = false },
                RunDirectory = Path.Combine(_directory, "run"),
            },
            this);

        public LaunchSpec Spec(string command) => new()
        {
            Command = [command],
            Directory = _directory,
            Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"),
        };

        public (TimeSpan Launch, TimeSpan Whole) Launch(LaunchSpec spec)
        {
            long started = TimeProvider.System.GetTimestamp();
            _slot.Launch(spec, 1);
            TimeSpan launched = TimeProvider.System.GetElapsedTime(started);
            ExitStatus status = _exits.Take();
            TimeSpan whole = TimeProvider.System.GetElapsedTime(started);
            return status == ExitStatus.Exited(0) ? (launched, whole) : throw new InvalidOperationException($"it ended with {status}");
        }

        public void Exited(long incarnation, ExitStatus status) => _exits.Add(status);

        public void Notified(NotifyMessage message)
        {
        }

        public void Dispose()
        {
            _slot.Dispose();
            _control.Dispose();
            _exits.Dispose();
            Directory.Delete(_directory, recursive: true);
        }
    }
}
