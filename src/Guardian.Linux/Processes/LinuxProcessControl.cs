using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Guardian.Linux.Interop;
using Guardian.Workers;
using Microsoft.Extensions.Logging;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>The processes of one node on Linux: posix_spawn, pidfd, one epoll thread, no polling.</summary>
/// <remarks>
/// Needs kernel 5.4 and glibc 2.34; from kernel 6.9 process groups are signalled without any race against reused numbers, and from
/// 6.15 the exit status of an adopted process is known also after its parent has reaped it. The exit of a child is never left to
/// chance: each pid is reaped exactly once, by the event thread, through its pidfd.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class LinuxProcessControl : IProcessControl
{
    private const int DefaultAction = 0; // SIG_DFL

    private readonly ConcurrentDictionary<int, WatchedProcess> _known = new();
    private readonly OrphanIndex _orphans;
    private readonly PosixSignalRegistration? _childEnded;
    private readonly ILogger _log;
    private int _isDisposed;

    /// <summary>Starts the control's threads.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Where refused requests of workers are told.</param>
    public LinuxProcessControl(LinuxProcessOptions options, TimeProvider time, ILogger log)
    {
        Time = time;
        CgroupParent = options.CgroupParent;
        _log = log;
        KeepExitStatuses();
        bool isSubreaper = options.Subreaper && ProcFiles.HasChildrenLists && Libc.ProcessControl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
        _orphans = new OrphanIndex(_known, isSubreaper);
        Tree = new ProcessTree(_orphans, _known);
        Spawner = new Spawner(options.SpawnThreads, () => _known.Count);
        Loop = new EventLoop(_orphans.ReapEnded, time, log);
        if (isSubreaper)
        {
            _childEnded = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Loop.RequestReap());
            Loop.RequestReap(); // for orphans that ended before
        }
    }

    internal EventLoop Loop { get; }

    internal ProcessTree Tree { get; }

    internal Spawner Spawner { get; }

    internal TimeProvider Time { get; }

    internal string? CgroupParent { get; }

    /// <inheritdoc/>
    public IProcessSlot OpenSlot(SlotSpec spec, ISlotObserver observer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return new LinuxProcessSlot(this, spec, observer, _log);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MarkedProcess> FindMarked(string nodeMark)
    {
        List<MarkedProcess> found = [];
        foreach (int pid in ProcFiles.AllPids())
        {
            if (!ProcFiles.TryReadStat(pid, out ProcStat stat) || stat.IsDead || stat.Session != pid || pid == Environment.ProcessId) { continue; }
            if (ProcFiles.ReadMarks(pid) is not { Instance: { } instance, Command: null } marks || marks.Node != nodeMark) { continue; }
            found.Add(new MarkedProcess(instance, new ProcessIdentity(pid, stat.StartTicks, ProcFiles.BootId)));
        }

        return found;
    }

    /// <inheritdoc/>
    public bool IsAlive(ProcessIdentity identity) => ProcFiles.Identify(identity.Pid) == identity;

    /// <summary>Ends the control's threads. Processes are left as they are.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) { return; }
        _childEnded?.Dispose();
        Spawner.Dispose();
        Loop.Dispose();
        foreach (WatchedProcess process in _known.Values) { process.Close(); }
        _known.Clear();
    }

    /// <summary>Whether a pid is some slot's main process or a command.</summary>
    internal bool IsKnown(int pid) => _known.ContainsKey(pid);

    /// <summary>Creates a process.</summary>
    /// <returns>The process, to be given to <see cref="Arm"/>; <paramref name="onReady"/> is then called on the event thread when it has ended.</returns>
    /// <exception cref="LaunchException">It could not be created; nothing was left behind.</exception>
    internal WatchedProcess Start(LaunchPlan plan, int output, long incarnation, Action<WatchedProcess> onReady)
    {
        (int pid, int pidfd) = Spawner.Spawn(plan, output);
        // Nobody reaps it before it is watched, so even when it has already ended its stat file is there.
        long startTicks = ProcFiles.TryReadStat(pid, out ProcStat stat) ? stat.StartTicks : 0;
        return Register(new WatchedProcess(pid, pidfd, startTicks, incarnation, isOffspring: true, onReady));
    }

    /// <summary>Opens a process that runs already.</summary>
    /// <returns>The process, to be given to <see cref="Arm"/>; null when that very process is gone.</returns>
    internal WatchedProcess? TryTakeOver(ProcessIdentity identity, long incarnation, bool isOffspring, Action<WatchedProcess> onReady)
    {
        if (identity.BootId != ProcFiles.BootId) { return null; }
        int pidfd = Pidfd.Open(identity.Pid);
        if (pidfd < 0) { return null; }
        // Opened first and looked at then: what the descriptor means can no longer change.
        if (ProcFiles.Identify(identity.Pid) != identity)
        {
            _ = Libc.Close(pidfd);
            return null;
        }

        return Register(new WatchedProcess(identity.Pid, pidfd, identity.StartTicks, incarnation, isOffspring, onReady));
    }

    /// <summary>Ends the watch over a process that has ended: gives it its place in the order of exits and frees its pid.</summary>
    internal void Forget(WatchedProcess process)
    {
        process.Unwatch(Loop);
        process.CloseStat();
        process.EndedAt = _orphans.NextInOrder();
        _known.TryRemove(new KeyValuePair<int, WatchedProcess>(process.Pid, process));
    }

    /// <summary>Begins to wait for the process's end.</summary>
    /// <exception cref="LaunchException">It could not be watched; it is closed, and killed when that was asked for.</exception>
    internal void Arm(WatchedProcess process, bool killOnFailure)
    {
        try
        {
            process.Watch(Loop);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            if (killOnFailure) { Spawner.KillUnwatched(process.Pid); }
            _known.TryRemove(new KeyValuePair<int, WatchedProcess>(process.Pid, process));
            process.Close();
            throw new LaunchException(LaunchProblem.Resources, $"process {process.Pid} could not be watched: {failure.Message}");
        }
    }

    private WatchedProcess Register(WatchedProcess process)
    {
        _known[process.Pid] = process;
        return process;
    }

    private static void KeepExitStatuses()
    {
        // Started by something that ignores SIGCHLD, the kernel would drop the exit status of every child.
        string? ignored = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        if (ignored is null) { return; }
        ulong mask = Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16);
        if ((mask & (1UL << (SIGCHLD - 1))) != 0) { _ = Libc.SetSignalHandler(SIGCHLD, DefaultAction); }
    }
}
