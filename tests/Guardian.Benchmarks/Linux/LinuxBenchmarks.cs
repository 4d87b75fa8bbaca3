using System.Globalization;

namespace Guardian.Benchmarks.Linux;

/// <summary>Restart and sampling through the process control, with the raw limit of this machine beside it, in one run.</summary>
public static class LinuxBenchmarks
{
    private const int Rounds = 500;
    private const int Instances = 1000;

    /// <summary>Runs all of them; half a minute.</summary>
    /// <param name="output">Where the table goes.</param>
    public static void Run(TextWriter output)
    {
        if (!OperatingSystem.IsLinux())
        {
            output.WriteLine("The process benchmarks need Linux.");
            return;
        }

        BareLoop.RestartOne(20); // compiled and cached by now
        Print(output, "kill to running again, 1 instance, bare posix_spawn + pidfd loop", BareLoop.RestartOne(Rounds));
        using (ControlLoop one = new(1))
        {
            one.RestartOne(20);
            Print(output, "kill to running again, 1 instance, Guardian's process control", one.RestartOne(Rounds));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Instances} instances killed at once, all running again, bare loop: {Milliseconds(BareLoop.RestartMany(Instances))}"));
        using ControlLoop many = new(Instances);
        (TimeSpan took, TimeSpan leftovers) = many.RestartAll();
        output.WriteLine($"{Instances} instances killed at once, all running again, process control: {Milliseconds(took)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  of it the search for leftovers, each: {leftovers.TotalMicroseconds:0.0} us"));
        Print(output, $"kill to running again, 1 of {Instances} instances, process control", many.RestartOne(Rounds));

        TimeSpan[] samples = new TimeSpan[20];
        long allocated = 0;
        many.SampleAll();
        for (int i = 0; i < samples.Length; i++) { (samples[i], allocated) = many.SampleAll(); }
        Array.Sort(samples);
        TimeSpan median = samples[samples.Length / 2];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sampling {Instances} instances: {Milliseconds(median)}, {allocated} bytes allocated; every 5 s that is {median / TimeSpan.FromSeconds(5):P2} of a core"));
    }

    private static void Print(TextWriter output, string what, TimeSpan[] took)
    {
        Array.Sort(took);
        output.WriteLine($"{what}: median {Milliseconds(took[took.Length / 2])}, p99 {Milliseconds(took[took.Length * 99 / 100])}");
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.000 ms", CultureInfo.InvariantCulture);
}
