using Guardian.Linux.Processes;
using Guardian.Workers;

namespace Guardian.Linux.Connections;

/// <summary>A process and its descendants, as they stand at one moment.</summary>
internal static class ProcessFamily
{
    private const int MaxMembers = 1024;
    private const int MaxThreads = 1024;

    /// <summary>Whether the very process with this identity exists and is not a zombie.</summary>
    public static bool IsAlive(ProcessIdentity identity) => ProcFiles.Identify(identity.Pid) == identity;

    /// <summary>The process first, then descendants generation by generation; no more than 1,024.</summary>
    /// <param name="top">The very process; nothing is given for a later one with its pid.</param>
    public static List<ProcStat> Of(ProcessIdentity top)
    {
        List<ProcStat> members = [];
        if (!IsAlive(top) || !ProcFiles.TryReadStat(top.Pid, out ProcStat stat)) { return members; }
        Queue<ProcStat> open = new([stat]);
        int[] children = new int[MaxMembers];
        while (members.Count < MaxMembers && open.TryDequeue(out ProcStat next))
        {
            members.Add(next);
            int count = ProcessChildren.OfProcess(next.Pid, next.Threads, MaxThreads, children);
            foreach (int child in children.AsSpan(0, count))
            {
                // Still a child of the process we came from, so no reused number.
                if (ProcFiles.TryReadStat(child, out ProcStat of) && !of.IsDead && of.Parent == next.Pid) { open.Enqueue(of); }
            }
        }

        return members;
    }
}
