using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Benchmarks.Linux;

namespace Guardian.Benchmarks.Reflex;

/// <summary>Crash to running again through a whole node, with the bare loop of the same machine before and after it, in one run.</summary>
public static class ReflexBenchmarks
{
    private const int Rounds = 500;
    private static readonly TimeSpan StableAfter = TimeSpan.FromMilliseconds(10);
    private const int Workers = 100;
    private const int InstancesEach = 10;

    /// <summary>Runs all of them; under a minute.</summary>
    /// <param name="output">Where the table goes.</param>
    /// <returns>When they are done.</returns>
    public static Task RunAsync(TextWriter output) =>
        OperatingSystem.IsLinux() ? MeasureAsync(output) : output.WriteLineAsync("The reflex benchmark needs Linux.");

    [SupportedOSPlatform("linux")]
    private static async Task MeasureAsync(TextWriter output)
    {
        await RestartBareAsync(50).ConfigureAwait(false);
        TimeSpan[] bareBefore = await RestartBareAsync(Rounds).ConfigureAwait(false);
        TimeSpan[] reflex;
        await using ((await BenchmarkNode.StartAsync(1, 1).ConfigureAwait(false)).Out(out BenchmarkNode one).ConfigureAwait(false))
        {
            await RestartOneAsync(one, 100).ConfigureAwait(false);
            reflex = await RestartOneAsync(one, Rounds).ConfigureAwait(false);
        }

        TimeSpan[] bare = [.. bareBefore, .. await RestartBareAsync(Rounds).ConfigureAwait(false)];
        Line(output, "crash to running again, bare posix_spawn + pidfd loop", bare);
        Line(output, "crash to running again, Guardian node", reflex);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  ratio of medians {Median(reflex) / Median(bare):0.00}")).ConfigureAwait(false);

        int count = Workers * InstancesEach;
        TimeSpan bareMany = BareLoop.RestartMany(count);
        TimeSpan many;
        await using ((await BenchmarkNode.StartAsync(Workers, InstancesEach).ConfigureAwait(false)).Out(out BenchmarkNode fleet).ConfigureAwait(false))
        {
            long started = TimeProvider.System.GetTimestamp();
            fleet.Processes.KillAll();
            long last = 0;
            for (int i = 0; i < count; i++)
            {
                last = fleet.Processes.Launches.Take();
            }

            many = TimeProvider.System.GetElapsedTime(started, last);
        }

        bareMany = (bareMany + BareLoop.RestartMany(count)) / 2;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} instances killed at once, all running again: bare loop {bareMany.TotalMilliseconds:0} ms, Guardian node {many.TotalMilliseconds:0} ms, ratio {many / bareMany:0.00}")).ConfigureAwait(false);
    }

    [SupportedOSPlatform("linux")]
    private static async Task<TimeSpan[]> RestartOneAsync(BenchmarkNode node, int rounds)
    {
        TimeSpan[] took = new TimeSpan[rounds];
        for (int i = 0; i < rounds; i++)
        {
            await Task.Delay(StableAfter, TimeProvider.System).ConfigureAwait(false);
            long started = TimeProvider.System.GetTimestamp();
            node.Processes.KillAll();
            took[i] = TimeProvider.System.GetElapsedTime(started, node.Processes.Launches.Take());
        }

        return took;
    }

    /// <summary>The bare loop at the same pace: a process that has started up takes longer to end than one killed while it still does.</summary>
    private static async Task<TimeSpan[]> RestartBareAsync(int rounds)
    {
        TimeSpan[] took = new TimeSpan[rounds];
        (int pid, int pidfd) = BareLoop.Start();
        for (int i = 0; i < rounds; i++)
        {
            await Task.Delay(StableAfter, TimeProvider.System).ConfigureAwait(false);
            (took[i], pid, pidfd) = BareLoop.Restart(pid, pidfd);
        }

        BareLoop.End(pid, pidfd);
        return took;
    }

    private static void Line(TextWriter output, string what, TimeSpan[] took)
    {
        Array.Sort(took);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: median {Median(took).TotalMilliseconds:0.000} ms, p99 {took[took.Length * 99 / 100].TotalMilliseconds:0.000} ms"));
    }

    private static TimeSpan Median(TimeSpan[] took)
    {
        Array.Sort(took);
        return took[took.Length / 2];
    }

    private static T Out<T>(this T value, out T same) => same = value;
}
