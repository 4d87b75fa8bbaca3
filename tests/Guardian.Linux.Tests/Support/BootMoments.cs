using Guardian.Linux.Guarding;
using Guardian.Linux.Interop;

namespace Guardian.Linux.Tests.Support;

/// <summary>Waits for moments of the boot clock.</summary>
internal static unsafe class BootMoments
{
    /// <summary>Returns when the moment has passed, by a timer of the kernel.</summary>
    public static void Until(TimeSpan moment)
    {
        int timer = Libc.TimerDescriptor(Constants.CLOCK_BOOTTIME, Constants.TFD_CLOEXEC);
        TimerTimes times = new() { First = ClockTime.FromNanoseconds((long)moment.TotalNanoseconds) };
        _ = Libc.SetTimer(timer, Constants.TFD_TIMER_ABSTIME, &times, null);
        KernelPoll.WaitUntilEnded(timer).ShouldBeTrue();
        _ = Libc.Close(timer);
        BootClock.Instance.SinceBoot.ShouldBeGreaterThanOrEqualTo(moment);
    }
}
