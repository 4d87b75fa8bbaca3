using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>Reads what an instance uses from <c>/proc</c>, without allocating.</summary>
internal static class ProcessSampler
{
    private const int MaxDescendants = 256; // a larger tree is sampled in part
    private const int MaxThreads = 64; // children of further threads are left out

    private static readonly long TicksPerClockTick = TimeSpan.TicksPerSecond / Libc.SystemConfiguration(Constants._SC_CLK_TCK);
    private static readonly long PageSize = Environment.SystemPageSize;

    // From kernel 6.2 on the size of /proc/PID/fd is the number of descriptors; before, it is 0, and this very process has some.
    private static readonly bool HasDescriptorCount = ProcFiles.TryStat(Environment.ProcessId, "fd"u8, out FileFacts facts) && facts.Size > 0;

    /// <summary>Reads the figures of a process and of those below it.</summary>
    /// <returns>False when it has ended.</returns>
    public static bool TrySample(WatchedProcess main, out ProcessSample sample)
    {
        sample = default;
        if (!main.TryReadStat(out ProcStat stat) || stat.IsDead) { return false; }

        Span<int> tree = stackalloc int[MaxDescendants];
        int found = ProcessChildren.OfProcess(stat.Pid, stat.Threads, MaxThreads, tree);
        long ticks = stat.UserTicks + stat.SystemTicks;
        long pages = stat.ResidentPages;
        int alive = 0;
        int zombies = 0;
        for (int i = 0; i < found; i++) // grows as it goes: breadth first
        {
            if (!ProcFiles.TryReadStat(tree[i], out ProcStat below)) { continue; }
            if (below.IsDead)
            {
                zombies++;
                continue;
            }

            alive++;
            ticks += below.UserTicks + below.SystemTicks;
            pages += below.ResidentPages;
            found += ProcessChildren.OfProcess(below.Pid, below.Threads, MaxThreads, tree[found..]);
        }

        sample = new ProcessSample(
            TimeSpan.FromTicks(ticks * TicksPerClockTick), pages * PageSize, Descriptors(stat.Pid), stat.Threads, alive, zombies, stat.State);
        return true;
    }

    private static unsafe int Descriptors(int pid)
    {
        if (HasDescriptorCount) { return ProcFiles.TryStat(pid, "fd"u8, out FileFacts facts) ? (int)facts.Size : -1; }

        int directory = ProcFiles.Open(pid, "fd"u8);
        if (directory < 0) { return -1; }
        byte* buffer = stackalloc byte[4096];
        int count = 0;
        nint size;
        while ((size = Libc.ReadDirectory(directory, buffer, 4096)) > 0)
        {
            for (byte* entry = buffer; entry < buffer + size; entry += *(ushort*)(entry + 16))
            {
                if (entry[19] != (byte)'.') { count++; }
            }
        }

        _ = Libc.Close(directory);
        return count;
    }
}
