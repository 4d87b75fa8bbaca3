using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>One process whose end the event loop waits for: a slot's main process or a command.</summary>
internal sealed class WatchedProcess : IReadySource
{
    private readonly Lock _descriptors = new(); // both descriptors: used by the slot's owner and the loop, closed by either
    private readonly Action<WatchedProcess> _onReady;
    private int _pidfd;
    private int _stat = -1;
    private bool _isClosed;

    /// <summary>Wraps a process descriptor, which belongs to the new object.</summary>
    public WatchedProcess(int pid, int pidfd, long startTicks, long incarnation, bool isOffspring, Action<WatchedProcess> onReady)
    {
        Pid = pid;
        _pidfd = pidfd;
        StartTicks = startTicks;
        Incarnation = incarnation;
        IsOffspring = isOffspring;
        _onReady = onReady;
    }

    public int Pid { get; }

    public long StartTicks { get; }

    public long Incarnation { get; }

    /// <summary>Whether it was born below this node, so that its orphans come to the node when that is a subreaper.</summary>
    public bool IsOffspring { get; }

    /// <summary>Token in the event loop.</summary>
    public long Token { get; private set; }

    /// <summary>Place in the order of exits and scans (<see cref="OrphanIndex"/>) at which it had ended; 0 while it runs.</summary>
    public long EndedAt { get; set; }

    /// <summary>Known to have left no process behind. Final, because only a member of the instance could start another.</summary>
    public bool LeftNothing { get; set; }

    public ProcessIdentity Identity => new(Pid, StartTicks, ProcFiles.BootId);

    public void OnReady() => _onReady(this);

    /// <summary>Starts waiting for the end.</summary>
    public void Watch(EventLoop loop)
    {
        Token = loop.NewToken();
        loop.Add(_pidfd, Token, this);
    }

    /// <summary>Stops waiting for the end.</summary>
    public void Unwatch(EventLoop loop)
    {
        lock (_descriptors)
        {
            if (!_isClosed) { loop.Remove(_pidfd, Token); }
        }
    }

    /// <summary>Signals the process itself.</summary>
    public bool Signal(int signal)
    {
        lock (_descriptors) { return !_isClosed && Pidfd.Signal(_pidfd, signal); }
    }

    /// <summary>Signals the process group it leads or led.</summary>
    /// <returns>0 or the error.</returns>
    public int SignalGroup(int signal)
    {
        lock (_descriptors) { return _isClosed ? Constants.ESRCH : Pidfd.SignalGroup(_pidfd, signal); }
    }

    /// <summary>How it ended; reaps it when it is the node's child.</summary>
    /// <returns>False while it runs.</returns>
    public bool TryReadExit(out ExitStatus status)
    {
        status = ExitStatus.Unknown;
        lock (_descriptors) { return !_isClosed && Pidfd.TryReadExit(_pidfd, Pid, StartTicks, out status); }
    }

    /// <summary>Reads its stat line through a descriptor that is kept open.</summary>
    public bool TryReadStat(out ProcStat stat)
    {
        stat = default;
        lock (_descriptors)
        {
            if (_isClosed) { return false; }
            if (_stat < 0) { _stat = ProcFiles.Open(Pid, "stat"u8); }
            // Opened late, the file could be a later process's; an open one never changes its process.
            return _stat >= 0 && ProcFiles.TryReadStatFrom(_stat, out stat) && stat.StartTicks == StartTicks;
        }
    }

    /// <summary>Closes the stat file of a process that ended; the pidfd stays for its group.</summary>
    public void CloseStat()
    {
        lock (_descriptors)
        {
            if (_stat >= 0) { _ = Libc.Close(_stat); }
            _stat = -1;
        }
    }

    /// <summary>Closes the descriptors; the process is left as it is.</summary>
    public void Close()
    {
        lock (_descriptors)
        {
            if (_isClosed) { return; }
            _isClosed = true;
            _ = Libc.Close(_pidfd);
            _pidfd = -1;
            if (_stat >= 0) { _ = Libc.Close(_stat); }
            _stat = -1;
        }
    }
}
