using System.Runtime.InteropServices;

namespace Guardian.Linux.Tests.Support;

/// <summary>Waits in poll(2) for what the kernel says of a process descriptor.</summary>
internal static unsafe partial class KernelPoll
{
    /// <summary>Waits for the hang-up that a pidfd shows once its process is reaped (kernel 6.9 and later).</summary>
    public static bool WaitUntilReaped(int pidfd)
    {
        PollFile file = new() { Descriptor = pidfd, Events = 0 };
        return Poll(&file, 1, (int)Patience.Time.TotalMilliseconds) == 1;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollFile* files, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
