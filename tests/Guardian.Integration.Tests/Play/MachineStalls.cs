using System.Globalization;

namespace Guardian.Integration.Tests.Play;

/// <summary>How long something that could have run had to wait for a processor, as the kernel counts it (/proc/pressure/cpu).</summary>
/// <remarks>A machine that does much else delays everybody; what is measured here is added to limits, and is nothing on an idle one. Without the kernel's count it is nothing.</remarks>
internal sealed class MachineStalls : IAsyncDisposable
{
    private const string Source = "/proc/pressure/cpu";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly List<(double At, double Total)> _looks = []; // guarded by itself
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _looking;

    public MachineStalls()
    {
        Look();
        _looking = LookAsync();
    }

    /// <summary>The monotonic clock in seconds, as all processes of this server see it.</summary>
    public static double Now => TimeProvider.System.GetTimestamp() / (double)TimeProvider.System.TimestampFrequency;

    /// <summary>Seconds of waiting between two moments, rounded up to looks.</summary>
    public double Between(double from, double to)
    {
        Look();
        lock (_looks)
        {
            (double, double Total) before = _looks.LastOrDefault(look => look.At <= from, _looks[0]);
            (double, double Total) after = _looks.FirstOrDefault(look => look.At >= to, _looks[^1]);
            return Math.Max(0, after.Total - before.Total);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _looking;
        _ended.Dispose();
    }

    private async Task LookAsync()
    {
        using PeriodicTimer timer = new(s_look, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token)) { Look(); }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private void Look()
    {
        double total = Read();
        lock (_looks) { _looks.Add((Now, total)); }
    }

    private static double Read()
    {
        try
        {
            string some = File.ReadLines(Source).First();
            return long.Parse(some[(some.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture) / 1e6;
        }
        catch (IOException)
        {
            return 0; // a kernel that does not count
        }
    }
}
