using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Linux.Guarding;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Linux;

/// <summary>The guard beside a node: how soon it is up, what it costs at rest, how long after a moment told the floating processes are gone.</summary>
public static class GuardBenchmarks
{
    private const int Floating = 50;
    private const int Rounds = 20;
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs it; a minute.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <returns>When it is done.</returns>
    public static Task RunAsync(TextWriter output) =>
        OperatingSystem.IsLinux() ? MeasureAsync(output) : output.WriteLineAsync("The guard needs Linux.");

    [SupportedOSPlatform("linux")]
    private static async Task MeasureAsync(TextWriter output)
    {
        string directory = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
        string mark = "unix:" + directory;
        using LinuxProcessControl control = new(new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);
        string dotnet = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet";
        ImmutableArray<string> program = [dotnet, Path.Combine(AppContext.BaseDirectory, "Guardian.Node.dll")];

        List<TimeSpan> up = [];
        for (int i = 0; i < 5; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            LinuxLeaseGuard one = new(control, program, directory, mark, TimeProvider.System, NullLogger.Instance);
            await using (one.ConfigureAwait(false))
            {
                await UpAsync(one).ConfigureAwait(false);
                up.Add(TimeProvider.System.GetElapsedTime(started));
            }
        }

        LinuxLeaseGuard guard = new(control, program, directory, mark, TimeProvider.System, NullLogger.Instance);
        await using (guard.ConfigureAwait(false))
        {
            await UpAsync(guard).ConfigureAwait(false);
            int pid = guard.Process!.Value.Pid;
            await output.WriteLineAsync($"started to up: median {Median(up)}").ConfigureAwait(false);
            await RestAsync(output, guard, pid).ConfigureAwait(false);

            List<TimeSpan> gone = [];
            for (int round = 0; round < Rounds; round++) { gone.Add(await EndAsync(control, guard, directory, mark).ConfigureAwait(false)); }
            gone.Sort();
            await output.WriteLineAsync(
                $"{Floating} floating processes among {Processes()}: gone {Median(gone)} after the moment told (median of {Rounds}), at worst {Milliseconds(gone[^1])}").ConfigureAwait(false);
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>At rest, with a renewal every second.</summary>
    [SupportedOSPlatform("linux")]
    private static async Task RestAsync(TextWriter output, LinuxLeaseGuard guard, int pid)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System).ConfigureAwait(false);
        long before = Ran(pid);
        using PeriodicTimer second = new(TimeSpan.FromSeconds(1), TimeProvider.System);
        for (int i = 0; i < s_rest.TotalSeconds; i++)
        {
            await second.WaitForNextTickAsync().ConfigureAwait(false);
            guard.Extend(BootClock.Instance.SinceBoot + TimeSpan.FromMinutes(1));
        }

        double share = (Ran(pid) - before) / s_rest.TotalNanoseconds;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"at rest, a renewal each second: {share:P4} of a core; {Rollup(pid, "Rss:") / 1024.0:0.0} MB resident, {Rollup(pid, "Pss:") / 1024.0:0.0} MB proportional, {Rollup(pid, "Private_Dirty:") / 1024.0:0.0} MB private")).ConfigureAwait(false);
    }

    [SupportedOSPlatform("linux")]
    private static async Task<TimeSpan> EndAsync(LinuxProcessControl control, LinuxLeaseGuard guard, string directory, string mark)
    {
        guard.Extend(BootClock.Instance.SinceBoot + TimeSpan.FromMinutes(1));
        await UpAsync(guard).ConfigureAwait(false);
        Ends ends = new(Floating);
        List<IProcessSlot> slots = [];
        for (int i = 0; i < Floating; i++)
        {
            IProcessSlot slot = control.OpenSlot(
                new SlotSpec
                {
                    Instance = string.Create(CultureInfo.InvariantCulture, $"bench/{i}"),
                    NodeMark = mark,
                    LogFile = Path.Combine(directory, "floating.log"),
                    Rotation = new LogRotationOptions { MaxSize = 1 << 20, Keep = 1, MaxAge = TimeSpan.FromDays(1), Compress = false },
                    RunDirectory = Path.Combine(directory, "run"),
                },
                ends);
            slots.Add(slot);
            slot.Launch(
                new LaunchSpec
                {
                    Command = ["/bin/sleep", "1000000"],
                    Directory = directory,
                    Environment = ImmutableDictionary<string, string>.Empty.Add("GUARDIAN_FENCING_TOKEN", "1"),
                },
                1);
        }

        TimeSpan until = BootClock.Instance.SinceBoot + TimeSpan.FromMilliseconds(200);
        guard.Extend(until);
        TimeSpan last = await ends.Last.ConfigureAwait(false);
        foreach (IProcessSlot slot in slots) { slot.Dispose(); }
        return last - until;
    }

    [SupportedOSPlatform("linux")]
    private static async Task UpAsync(LinuxLeaseGuard guard)
    {
        while (!guard.IsUp) { await Task.Delay(s_look, TimeProvider.System).ConfigureAwait(false); }
    }

    private static int Processes() => Directory.EnumerateDirectories("/proc").Count(path => char.IsAsciiDigit(Path.GetFileName(path)[0]));

    /// <summary>Processor time of all its threads in nanoseconds.</summary>
    private static long Ran(int pid) => Directory.EnumerateDirectories($"/proc/{pid}/task")
        .Sum(task => long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture));

    private static long Rollup(int pid, string name) => File.ReadLines($"/proc/{pid}/smaps_rollup")
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static string Median(List<TimeSpan> times)
    {
        times.Sort();
        return Milliseconds(times[times.Count / 2]);
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture);

    private sealed class Ends(int count) : ISlotObserver
    {
        private readonly TaskCompletionSource<TimeSpan> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = count;

        public Task<TimeSpan> Last => _last.Task;

        public void Exited(long incarnation, ExitStatus status)
        {
            if (Interlocked.Decrement(ref _left) == 0) { _last.SetResult(BootClock.Instance.SinceBoot); }
        }

        public void Notified(NotifyMessage message)
        {
        }
    }
}
