using Guardian.Linux.Interop;

namespace Guardian.Linux.Tests.Support;

/// <summary>Waits in poll(2) for what the kernel says of a process descriptor.</summary>
internal static unsafe class KernelPoll
{
    /// <summary>Waits until the process has ended, be it reaped or not.</summary>
    public static bool WaitUntilEnded(int pidfd) => Wait(pidfd, Constants.POLLIN);

    /// <summary>Waits for the hang-up that a pidfd shows once its process is reaped (kernel 6.9 and later).</summary>
    public static bool WaitUntilReaped(int pidfd) => Wait(pidfd, 0);

    private static bool Wait(int pidfd, short events)
    {
        PollFile file = new() { Descriptor = pidfd, Events = events };
        while (true)
        {
            int ready = Libc.Poll(&file, 1, (int)Patience.Time.TotalMilliseconds);
            if (ready >= 0 || Errno.Last != Constants.EINTR) { return ready == 1; }
        }
    }
}
