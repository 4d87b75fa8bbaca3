using System.Globalization;
using Guardian.Linux.Guarding;

namespace Guardian.Linux.Tests.Guarding;

public sealed class BootClockTests
{
    [Fact]
    public void It_is_the_clock_of_proc_uptime_cut_to_hundredths()
    {
        TimeSpan before = BootClock.Instance.SinceBoot;
        double uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        TimeSpan after = BootClock.Instance.SinceBoot;

        TimeSpan.FromSeconds(uptime + 0.01).ShouldBeGreaterThan(before);
        TimeSpan.FromSeconds(uptime).ShouldBeLessThanOrEqualTo(after);
    }

    [Fact]
    public void It_never_goes_back_and_allocates_nothing()
    {
        BootClock clock = BootClock.Instance;
        TimeSpan last = clock.SinceBoot;
        bool wentBack = false;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            TimeSpan now = clock.SinceBoot;
            wentBack |= now < last;
            last = now;
        }

        GC.GetAllocatedBytesForCurrentThread().ShouldBe(allocated);
        wentBack.ShouldBeFalse();
    }
}
