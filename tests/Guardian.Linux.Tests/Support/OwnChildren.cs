using Guardian.Linux.Interop;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Tests.Support;

/// <summary>The children of this process.</summary>
internal static class OwnChildren
{
    /// <summary>Waits until each of them has ended and is reaped.</summary>
    public static void ShouldAllBeReaped()
    {
        Span<int> children = stackalloc int[4096];
        int count = ProcessChildren.OfProcess(Environment.ProcessId, threads: 2, maxThreads: 10_000, children);
        foreach (int pid in children[..count])
        {
            int pidfd = Pidfd.Open(pid);
            if (pidfd < 0) { continue; }
            bool reaped = KernelPoll.WaitUntilReaped(pidfd);
            _ = Libc.Close(pidfd);
            reaped.ShouldBeTrue($"child {pid} to end and be reaped");
        }
    }
}
