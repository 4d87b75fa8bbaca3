using System.Collections.Concurrent;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>Signals every process of one instance, and no other.</summary>
/// <remarks>
/// Members are: the main process; its process group and session; all their descendants; and re-parented processes that carry the
/// instance's marks in their environment. A number alone proves nothing: each process is opened as a pidfd, looked at again, and
/// signalled through that. A session or group number cannot be given to another process while a member of it lives, so an orphan
/// in session N belongs to the main process with pid N and to no later one.
/// </remarks>
internal sealed class ProcessTree
{
    private const int MaxRounds = 20; // a fork bomb outside its group has this many chances less one to be caught
    private const int MaxMembers = 64 * 1024;
    private const int MaxThreads = 1024;

    private readonly OrphanIndex _orphans;
    private readonly ConcurrentDictionary<int, WatchedProcess> _known;

    /// <summary>Makes one.</summary>
    public ProcessTree(OrphanIndex orphans, ConcurrentDictionary<int, WatchedProcess> known)
    {
        _orphans = orphans;
        _known = known;
    }

    /// <summary>Sends the signal to every member; SIGKILL in rounds until no member is found.</summary>
    /// <param name="main">Main process, running or ended.</param>
    /// <param name="marks">What its processes carry in their environment.</param>
    /// <param name="cgroup">Its cgroup, if it has one.</param>
    /// <param name="signal">Signal number.</param>
    /// <returns>How many processes were signalled.</returns>
    public int Signal(WatchedProcess main, ProcessMarks marks, SlotCgroup? cgroup, int signal)
    {
        if (main.LeftNothing) { return 0; }
        bool hasEnded = main.EndedAt > 0;
        if (hasEnded && !HasLeftover(main, marks) && cgroup?.Members() is null or [])
        {
            main.LeftNothing = true;
            return 0;
        }

        HashSet<(int Pid, long StartTicks)> done = [];
        int signalled = 0;
        // Another round for any signal but SIGKILL would deliver it twice to nobody and miss nobody that the first one saw.
        int rounds = signal == Signals.Kill ? MaxRounds : 1;
        for (int round = 0; round < rounds; round++)
        {
            List<ProcStat> members = Collect(main, marks, cgroup);
            members.RemoveAll(member => done.Contains((member.Pid, member.StartTicks)));
            if (members.Count == 0) { break; }
            // The group at once, so that none of it can fork meanwhile.
            bool groupDone = main.SignalGroup(signal) == 0;
            if (signal == Signals.Kill) { cgroup?.Kill(); }
            foreach (ProcStat member in members)
            {
                done.Add((member.Pid, member.StartTicks));
                bool inGroup = groupDone && member.Group == main.Pid;
                if (inGroup || Pidfd.SignalOrGone(member.Pid, member.StartTicks, signal)) { signalled++; }
            }
        }

        return signalled;
    }

    private bool HasLeftover(WatchedProcess main, ProcessMarks marks)
    {
        foreach (Orphan orphan in _orphans.Scan(main, fresh: false).Found)
        {
            if (Belongs(orphan, main, marks)) { return true; }
        }

        return false;
    }

    private List<ProcStat> Collect(WatchedProcess main, ProcessMarks marks, SlotCgroup? cgroup)
    {
        List<ProcStat> members = [];
        HashSet<int> seen = [Environment.ProcessId, 1];
        if (main.EndedAt == 0 && main.TryReadStat(out ProcStat stat) && !stat.IsDead) { AddWithDescendants(stat, main, seen, members); }
        foreach (Orphan orphan in _orphans.Scan(main, fresh: true).Found)
        {
            if (!Belongs(orphan, main, marks)) { continue; }
            if (ProcFiles.TryReadStat(orphan.Pid, out ProcStat now) && now.StartTicks == orphan.StartTicks && !now.IsDead)
            {
                AddWithDescendants(now, main, seen, members);
            }
        }

        foreach (int pid in cgroup?.Members() ?? [])
        {
            if (ProcFiles.TryReadStat(pid, out ProcStat member) && !member.IsDead) { AddWithDescendants(member, main, seen, members); }
        }

        return members;
    }

    /// <summary>Sends the signal to every process that carries an instance's marks, and its descendants; SIGKILL in rounds until none is found.</summary>
    /// <param name="marks">What its processes carry in their environment.</param>
    /// <param name="signal">Signal number.</param>
    /// <returns>How many processes were signalled.</returns>
    /// <remarks>
    /// For an instance that this control has not launched or adopted a process of. Only marked processes start others with the same mark,
    /// so one scan, however old, that shows none of them says that there is none: a thousand instances share it.
    /// </remarks>
    public int SignalMarked(ProcessMarks marks, int signal)
    {
        int signalled = 0;
        int rounds = signal == Signals.Kill ? MaxRounds : 1;
        for (int round = 0; round < rounds; round++)
        {
            if (!_orphans.ScanAll(fresh: false).Found.Any(orphan => orphan.Marks == marks)) { break; }
            List<ProcStat> members = [];
            HashSet<int> seen = [Environment.ProcessId, 1];
            foreach (Orphan orphan in _orphans.ScanAll(fresh: true).Found.Where(orphan => orphan.Marks == marks))
            {
                if (ProcFiles.TryReadStat(orphan.Pid, out ProcStat now) && now.StartTicks == orphan.StartTicks && !now.IsDead)
                {
                    AddWithDescendants(now, null, seen, members);
                }
            }

            signalled += members.Count(member => Pidfd.SignalOrGone(member.Pid, member.StartTicks, signal));
        }

        return signalled;
    }

    private static bool Belongs(in Orphan orphan, WatchedProcess main, ProcessMarks marks) =>
        orphan.Session == main.Pid
        || orphan.Group == main.Pid
        || orphan.Marks == marks;

    private void AddWithDescendants(ProcStat top, WatchedProcess? main, HashSet<int> seen, List<ProcStat> members)
    {
        Queue<ProcStat> open = new([top]);
        int[] children = new int[1024];
        while (members.Count < MaxMembers && open.TryDequeue(out ProcStat next))
        {
            // Another slot's main process is that slot's affair, wherever it stands in the tree.
            bool isOthers = _known.TryGetValue(next.Pid, out WatchedProcess? known) && known != main && known.StartTicks == next.StartTicks;
            if (isOthers || !seen.Add(next.Pid)) { continue; }
            members.Add(next);
            int count;
            while ((count = ProcessChildren.OfProcess(next.Pid, next.Threads, MaxThreads, children)) == children.Length && count < MaxMembers)
            {
                children = new int[children.Length * 2];
            }

            foreach (int child in children.AsSpan(0, count))
            {
                // Still a child of the process we came from, so no reused number.
                if (ProcFiles.TryReadStat(child, out ProcStat stat) && !stat.IsDead && stat.Parent == next.Pid) { open.Enqueue(stat); }
            }
        }
    }
}
