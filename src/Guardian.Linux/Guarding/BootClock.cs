using Guardian.Cluster;
using Guardian.Linux.Interop;

namespace Guardian.Linux.Guarding;

/// <summary>CLOCK_BOOTTIME: time since the server was started, sleep included, the same for every process of the server.</summary>
/// <remarks>
/// It is the clock of <c>/proc/uptime</c> and of start times in <c>/proc/PID/stat</c>, and nobody can set it. A reading costs some tens of
/// nanoseconds and allocates nothing. In a time namespace (time_namespaces(7)) it counts from another moment, so node, guard and workers must
/// be in the same one; a container gives them the same.
/// </remarks>
public sealed class BootClock : ILeaseClock
{
    /// <summary>The clock; it has no state.</summary>
    public static BootClock Instance { get; } = new();

    /// <inheritdoc/>
    public TimeSpan SinceBoot => TimeSpan.FromTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The same in nanoseconds.</summary>
    internal static unsafe long Nanoseconds
    {
        get
        {
            ClockTime now;
            return Libc.ReadClock(Constants.CLOCK_BOOTTIME, &now) == 0 ? now.ToNanoseconds() : throw Errno.Exception("clock_gettime");
        }
    }
}
