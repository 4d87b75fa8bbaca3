using System.Collections.Concurrent;
using Guardian.Linux.Interop;

namespace Guardian.Linux.Processes;

/// <summary>A process that no slot or command knows, with what tells whose it is.</summary>
internal readonly record struct Orphan(int Pid, long StartTicks, int Group, int Session, ProcessMarks Marks);

/// <summary>Orphans seen by one scan.</summary>
/// <param name="StartedAt">Place of the scan's start in the order of exits and scans.</param>
/// <param name="Found">What it saw.</param>
internal sealed record OrphanScan(long StartedAt, IReadOnlyList<Orphan> Found);

/// <summary>Finds what ended processes left behind, with one scan for many of them.</summary>
/// <remarks>
/// The children of a process have new parents before its end can be seen, so a scan that began after an end was seen shows all
/// that was left. When a thousand instances crash at once, their ends are seen long before the last of them is cleaned up, and
/// a few scans serve all. Exits and scans are put in order by a counter, not by a clock.
/// </remarks>
internal sealed class OrphanIndex
{
    private const int MaxSession = 64 * 1024;

    private readonly ConcurrentDictionary<int, WatchedProcess> _known;
    private readonly bool _isSubreaper;
    private readonly int _ownSession = Libc.SessionOf(0);
    private readonly Lock _gate = new(); // the fields below: the scans of all slots' owners
    private Dictionary<(int Pid, long StartTicks), ProcessMarks> _marks = [];
    private OrphanScan? _lastOfChildren;
    private OrphanScan? _lastOfAll;
    private int[] _buffer = new int[256];
    private long _order;

    /// <summary>Makes an index.</summary>
    /// <param name="known">Pids of main processes and commands, which are never orphans.</param>
    /// <param name="isSubreaper">Whether orphans of the node's offspring become the node's children.</param>
    public OrphanIndex(ConcurrentDictionary<int, WatchedProcess> known, bool isSubreaper)
    {
        _known = known;
        _isSubreaper = isSubreaper;
    }

    /// <summary>Next place in the order of exits and scans.</summary>
    public long NextInOrder() => Interlocked.Increment(ref _order);

    /// <summary>What may have been left by a process: the orphans among the node's children, or every process of the host for one that was adopted.</summary>
    /// <param name="of">The process.</param>
    /// <param name="fresh">Whether a scan that other callers have made since its end will not do.</param>
    public OrphanScan Scan(WatchedProcess of, bool fresh)
    {
        bool childrenOnly = _isSubreaper && of.IsOffspring;
        lock (_gate)
        {
            OrphanScan? last = childrenOnly ? _lastOfChildren : _lastOfAll;
            if (!fresh && last is not null && of.EndedAt > 0 && last.StartedAt > of.EndedAt) { return last; }
            OrphanScan scan = childrenOnly ? ScanChildren_NeedsLock() : ScanAll_NeedsLock();
            if (childrenOnly) { _lastOfChildren = scan; } else { _lastOfAll = scan; }
            return scan;
        }
    }

    /// <summary>Every process of the host that no slot or command knows.</summary>
    /// <param name="fresh">Whether an earlier scan will not do.</param>
    public OrphanScan ScanAll(bool fresh)
    {
        lock (_gate) { return !fresh && _lastOfAll is { } last ? last : _lastOfAll = ScanAll_NeedsLock(); }
    }

    /// <summary>Reaps the orphans among the node's children that have ended.</summary>
    /// <remarks>A child in the node's own session was started by other code in this program, and that code waits for it.</remarks>
    public unsafe void ReapEnded()
    {
        lock (_gate)
        {
            foreach (int pid in Children_NeedsLock())
            {
                if (_known.ContainsKey(pid) || !ProcFiles.TryReadStat(pid, out ProcStat stat)) { continue; }
                if (stat.State != 'Z' || stat.Session == _ownSession) { continue; }
                ExitFacts facts;
                _ = Libc.WaitId(Constants.P_PID, pid, &facts, Constants.WEXITED | Constants.WNOHANG);
            }
        }
    }

    private ReadOnlySpan<int> Children_NeedsLock()
    {
        int self = Environment.ProcessId;
        while (true)
        {
            int count = ProcessChildren.OfThread(self, self, _buffer); // the main thread's: see SpawnThreads
            if (count < _buffer.Length || _buffer.Length >= MaxSession) { return _buffer.AsSpan(0, count); }
            _buffer = new int[_buffer.Length * 2];
        }
    }

    private OrphanScan ScanChildren_NeedsLock()
    {
        long startedAt = NextInOrder();
        ReadOnlySpan<int> children = Children_NeedsLock();
        if (children.IsEmpty) { return new OrphanScan(startedAt, []); }
        return new OrphanScan(startedAt, Describe_NeedsLock(children.ToArray()));
    }

    private OrphanScan ScanAll_NeedsLock()
    {
        long startedAt = NextInOrder();
        return new OrphanScan(startedAt, Describe_NeedsLock(ProcFiles.AllPids()));
    }

    private List<Orphan> Describe_NeedsLock(IEnumerable<int> pids)
    {
        List<Orphan> orphans = [];
        Dictionary<(int Pid, long StartTicks), ProcessMarks> marks = [];
        foreach (int pid in pids)
        {
            if (pid == Environment.ProcessId || pid == 1 || _known.ContainsKey(pid)) { continue; }
            if (!ProcFiles.TryReadStat(pid, out ProcStat stat) || stat.IsDead) { continue; }
            (int, long) key = (pid, stat.StartTicks);
            ProcessMarks mark = default;
            // Kernel threads have no session and no environment. A mark is remembered only once it was readable.
            if (stat.Session != 0 && (_marks.TryGetValue(key, out mark) || (ProcFiles.ReadMarks(pid) is { } read && Assign(out mark, read))))
            {
                marks[key] = mark;
            }

            orphans.Add(new Orphan(pid, stat.StartTicks, stat.Group, stat.Session, mark));
        }

        _marks = marks;
        return orphans;
    }

    private static bool Assign<T>(out T target, T value)
    {
        target = value;
        return true;
    }
}
