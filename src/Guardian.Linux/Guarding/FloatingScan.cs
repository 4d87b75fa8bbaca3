using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Guardian.Linux.Interop;
using Guardian.Linux.Memory;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Guarding;

/// <summary>Finds a node's floating processes and everything below them, among all processes of the server.</summary>
/// <remarks>
/// <para>A process is floating when its environment at exec holds the node's mark (<c>GUARDIAN_NODE</c>) and <c>GUARDIAN_FENCING_TOKEN</c>, and
/// the node process that launched it (<c>GUARDIAN_NODE_PROCESS</c>) is the guarded one or lives no more. So what a later node with the same
/// mark has launched under leases of its own is spared for as long as that node lives, and nothing that a dead one left is.</para>
/// <para>Below it are: its descendants; its session, and so its process groups, when the session's leader is among them or has ended; the
/// members of its cgroup, where the process control has given it one. What was once found stays found, by pid and start time, also when it
/// has lost its parent since or has executed something with another environment.</para>
/// <para>The environment is read anew whenever it can have changed: the kernel tells where it lies in memory, and exec moves it. A program that
/// writes over its own environment (to show a title in ps) hides its marks by that; for such main processes there are
/// <see cref="FloatingRecord"/>s.</para>
/// <para>A list of processes is old before it is complete. So after one has been read another is, of which only what is new is looked at, until
/// nothing is new: something that forks and ends faster than a whole look takes is met while it lives.</para>
/// <para>Not thread-safe. Once the tables have grown to the number of processes a look allocates nothing worth mentioning.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class FloatingScan
{
    private const int LargestEnvironment = 8 << 20; // the kernel allows 6 MiB for arguments and environment together
    private const int MaxLists = 8; // on a server where something is always new
    private static readonly long s_holdsFor = TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond;

    private readonly byte[] _mark;
    private readonly NodeProcess _node;
    private readonly string? _records;
    private readonly List<int> _pids = new(1024);
    private readonly Dictionary<int, int> _places = new(1024); // pid to row
    private readonly Dictionary<(int Pid, long StartTicks), Seen> _seen = new(1024);
    private readonly List<(int, long)> _gone = [];
    private readonly HashSet<int> _listed = new(1024);
    private readonly HashSet<int> _owned = []; // sessions that are to end
    private readonly Dictionary<int, long> _held = []; // owned sessions of the last look, with their leaders' start times, 0 for none
    private readonly HashSet<string> _cgroups = [];
    private Row[] _rows = new Row[1024];
    private FloatingProcess[] _found = new FloatingProcess[64];
    private byte[] _environment = new byte[16 * 1024];
    private int _count;
    private int _generation;
    private long _lastLook;

    /// <summary>Makes one; it has not looked yet.</summary>
    /// <param name="mark">The node's mark.</param>
    /// <param name="node">The node's process.</param>
    /// <param name="records">Directory of the node's <see cref="FloatingRecord"/>s, or null.</param>
    public FloatingScan(string mark, NodeProcess node, string? records)
    {
        _mark = Encoding.UTF8.GetBytes(mark);
        _node = node;
        _records = records;
    }

    private enum Standing
    {
        None,

        /// <summary>Launched by another node process with the same mark, which lives.</summary>
        Spared,

        /// <summary>The node, this guard, init.</summary>
        Exempt,

        Floating,
    }

    /// <summary>Whether nobody was in the middle of exec during the last look, when a process shows no environment.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>How many of what the last look found no look that halts had found before.</summary>
    public int NewlyFound { get; private set; }

    /// <summary>Looks at every process of the server.</summary>
    /// <param name="halt">Whether to halt (SIGSTOP) each floating process the moment its marks are read. What is below it is left to the caller.</param>
    /// <returns>What is to end; valid until the next look.</returns>
    public ReadOnlySpan<FloatingProcess> Look(bool halt)
    {
        long now = BootClock.Nanoseconds;
        if (now - _lastLook > s_holdsFor) { _held.Clear(); }
        _lastLook = now;
        _generation++;
        IsSettled = true;
        ReadAll(halt);
        TakeRecords();
        Spread();
        ForgetGone();
        return Collect(halt);
    }

    /// <summary>Remembers that a process was sent SIGSTOP.</summary>
    public void Halted(in FloatingProcess process) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_seen, (process.Pid, process.StartTicks), out _).IsHalted = true;

    private void ReadAll(bool halt)
    {
        _places.Clear();
        _listed.Clear();
        _count = 0;
        bool isNew = true;
        for (int list = 0; list < MaxLists && isNew; list++)
        {
            ProcFiles.ListPids(_pids);
            isNew = false;
            foreach (int pid in _pids)
            {
                if (!_listed.Add(pid)) { continue; }
                isNew = true;
                Read(pid, halt);
            }
        }
    }

    private void Read(int pid, bool halt)
    {
        // Kernel threads have neither session nor environment.
        if (!ProcFiles.TryReadStat(pid, out ProcStat stat) || stat.IsDead || (stat.Session == 0 && stat.HasNoEnvironment)) { return; }
        if (_count == _rows.Length) { Array.Resize(ref _rows, _count * 2); }
        _places[pid] = _count;
        _rows[_count++] = new Row { Stat = stat, Standing = Judge(stat, halt) };
    }

    private Standing Judge(in ProcStat stat, bool halt)
    {
        bool isNode = stat.Pid == _node.Pid && stat.StartTicks == _node.StartTicks;
        if (isNode || stat.Pid == 1 || stat.Pid == Environment.ProcessId) { return Standing.Exempt; }

        ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, (stat.Pid, stat.StartTicks), out bool isKnown);
        seen.Generation = _generation;
        bool moved = seen.EnvironmentStart != stat.EnvironmentStart || seen.EnvironmentEnd != stat.EnvironmentEnd;
        if (!seen.IsFloating && (!isKnown || moved || stat.HasNoEnvironment)) { ReadMarks(stat, ref seen); }
        if (!seen.IsFloating) { return Standing.None; }
        Standing standing = StandingOf(seen.Launcher);
        if (halt && standing == Standing.Floating && !seen.IsHalted) { seen.IsHalted = Pidfd.SignalOrGone(stat.Pid, stat.StartTicks, Constants.SIGSTOP); }
        return standing;
    }

    private void ReadMarks(in ProcStat stat, ref Seen seen)
    {
        int size = ProcFiles.ReadInto(stat.Pid, "environ"u8, ref _environment, LargestEnvironment);
        // Nothing to read although it may be read: in the middle of exec. What it will be shows in the next look.
        if (size == 0 && stat.HasNoEnvironment) { IsSettled = false; }
        (seen.EnvironmentStart, seen.EnvironmentEnd) = (stat.EnvironmentStart, stat.EnvironmentEnd);
        if (size <= 0) { return; }
        FloatingMarks marks = FloatingMarks.Read(_environment.AsSpan(0, size), _mark);
        (seen.IsFloating, seen.Launcher) = (marks.IsFloating, marks.Launcher);
        seen.Instance = marks.Instance;
    }

    private Standing StandingOf(NodeProcess? launcher)
    {
        if (launcher is not { } by || by == _node) { return Standing.Floating; }
        if (by.Namespace != _node.Namespace) { return Standing.Spared; } // its number means nothing here
        // Asked anew: a node that has started since the list was read is not in it.
        bool lives = ProcFiles.TryReadStat(by.Pid, out ProcStat stat) && stat.StartTicks == by.StartTicks && !stat.IsDead;
        return lives ? Standing.Spared : Standing.Floating;
    }

    private void TakeRecords()
    {
        if (_records is null) { return; }
        foreach (FloatingRecord record in FloatingRecord.ReadAll(_records))
        {
            if (!_places.TryGetValue(record.Main.Pid, out int place)) { continue; }
            ref Row row = ref _rows[place];
            if (row.Stat.StartTicks != record.Main.StartTicks || row.Standing is not Standing.None) { continue; }
            row.Standing = StandingOf(record.Launcher);
        }
    }

    private void Spread()
    {
        _owned.Clear();
        _cgroups.Clear();
        foreach ((int session, long leader) in _held)
        {
            // A number is given away anew only when nobody is in its session any more, and then to a leader with another start time. The kernel
            // hands numbers out in a circle, which no system runs through in the second that a session is held for.
            bool isReused = _places.TryGetValue(session, out int place) && _rows[place].Stat.StartTicks != leader;
            if (!isReused) { _owned.Add(session); }
        }

        for (int i = 0; i < _count; i++)
        {
            if (_rows[i].Standing == Standing.None && IsBelow(_rows[i])) { _rows[i].Standing = Standing.Floating; }
            if (_rows[i].Standing == Standing.Floating) { AddCgroup(_rows[i].Stat); }
        }

        TakeCgroups();
        bool grows = true;
        while (grows)
        {
            TakeSessions();
            grows = false;
            for (int i = 0; i < _count; i++)
            {
                ref Row row = ref _rows[i];
                if (row.Standing != Standing.None) { continue; }
                bool hasParent = _places.TryGetValue(row.Stat.Parent, out int parent) && _rows[parent].Standing == Standing.Floating;
                if (!hasParent && !_owned.Contains(row.Stat.Session)) { continue; }
                row.Standing = Standing.Floating;
                grows = true;
            }
        }
    }

    private void TakeSessions()
    {
        for (int i = 0; i < _count; i++)
        {
            int session = _rows[i].Stat.Session;
            if (_rows[i].Standing != Standing.Floating || session == 0 || _owned.Contains(session)) { continue; }
            // Under a leader that lives and is none of them (a person's shell with a copied environment) only the process itself is.
            if (!_places.TryGetValue(session, out int leader) || _rows[leader].Standing == Standing.Floating) { _owned.Add(session); }
        }
    }

    private void TakeCgroups()
    {
        foreach (string directory in _cgroups)
        {
            foreach (int pid in SlotCgroup.MembersOf(directory))
            {
                if (_places.TryGetValue(pid, out int place) && _rows[place].Standing == Standing.None) { _rows[place].Standing = Standing.Floating; }
            }
        }
    }

    private bool IsBelow(in Row row) => _seen.TryGetValue((row.Stat.Pid, row.Stat.StartTicks), out Seen seen) && seen.IsBelow;

    private void AddCgroup(in ProcStat stat)
    {
        ref Seen seen = ref CollectionsMarshal.GetValueRefOrNullRef(_seen, (stat.Pid, stat.StartTicks));
        if (Unsafe.IsNullRef(ref seen)) { return; }
        if (seen.Instance is { } instance)
        {
            (seen.Cgroup, seen.Instance) = (CgroupOf(stat.Pid, instance), null); // a process is moved once, right after its launch
        }

        if (seen.Cgroup is { } cgroup) { _cgroups.Add(cgroup); }
    }

    private static string? CgroupOf(int pid, string instance)
    {
        if (ProcFiles.ReadAll(pid, "cgroup"u8) is not { } content || CgroupPath.Of(Encoding.UTF8.GetString(content)) is not { } group) { return null; }
        if (Path.GetFileName(group) != SlotCgroup.NameOf(instance)) { return null; }
        return ProcFiles.ReadAll(Environment.ProcessId, "mountinfo"u8) is { } mounts ? CgroupPath.Directory(Encoding.UTF8.GetString(mounts), group) : null;
    }

    private void ForgetGone()
    {
        _gone.Clear();
        foreach (((int, long) key, Seen seen) in _seen)
        {
            if (seen.Generation != _generation) { _gone.Add(key); }
        }

        foreach ((int, long) key in _gone) { _seen.Remove(key); }
    }

    private ReadOnlySpan<FloatingProcess> Collect(bool halt)
    {
        _held.Clear();
        NewlyFound = 0;
        int found = 0;
        for (int i = 0; i < _count; i++)
        {
            ref Row row = ref _rows[i];
            if (row.Standing != Standing.Floating) { continue; }
            if (found == _found.Length) { Array.Resize(ref _found, found * 2); }
            ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, (row.Stat.Pid, row.Stat.StartTicks), out _);
            if (!seen.IsMet) { NewlyFound++; }
            (seen.IsBelow, seen.IsMet, seen.Generation) = (true, seen.IsMet || halt, _generation);
            bool owns = _owned.Contains(row.Stat.Session);
            if (owns) { _held[row.Stat.Session] = _places.TryGetValue(row.Stat.Session, out int leader) ? _rows[leader].Stat.StartTicks : 0; }
            _found[found++] = new FloatingProcess(row.Stat.Pid, row.Stat.StartTicks, row.Stat.Group, owns, seen.IsHalted);
        }

        return _found.AsSpan(0, found);
    }

    private struct Row
    {
        public ProcStat Stat;
        public Standing Standing;
    }

    private struct Seen
    {
        public int Generation;
        public long EnvironmentStart;
        public long EnvironmentEnd;
        public bool IsFloating;
        public bool IsBelow;
        public bool IsMet; // by a look that halts
        public bool IsHalted;
        public NodeProcess? Launcher;
        public string? Instance; // until its cgroup was looked up
        public string? Cgroup;
    }
}
