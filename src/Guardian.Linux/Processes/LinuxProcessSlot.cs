using System.Runtime.Versioning;
using Guardian.Linux.Guarding;
using Guardian.Linux.Interop;
using Guardian.Linux.Logs;
using Guardian.Linux.Notify;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Linux.Processes;

/// <summary>The place of one instance on Linux.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class LinuxProcessSlot : IProcessSlot
{
    private const int DrainAtExit = 1024; // datagrams; the kernel queues far fewer unless told otherwise

    private readonly LinuxProcessControl _control;
    private readonly SlotSpec _spec;
    private readonly ISlotObserver _observer;
    private readonly ILogger _log;
    private readonly ProcessMarks _marks;
    private readonly UserAccount? _account;
    private readonly NotifySocket _notify;
    private readonly long _notifyToken;
    private readonly SlotCgroup? _cgroup;

    private readonly Lock _gate = new(); // the three fields below: the slot's owner and the event loop
    private WatchedProcess? _main;
    private WatchedProcess? _last; // ended; kept until the next launch for what it left behind
    private bool _isDisposed;

    public LinuxProcessSlot(LinuxProcessControl control, SlotSpec spec, ISlotObserver observer, ILogger log)
    {
        _control = control;
        _spec = spec;
        _observer = observer;
        _log = log;
        _marks = new ProcessMarks(spec.Instance, spec.NodeMark, Command: null);
        _account = spec.User is null ? null : UserAccount.Find(spec.User);
        if (_account?.User == Libc.EffectiveUser()) { _account = null; }
        OwnedDirectory.Make(spec.StateDirectory, _account);
        Log = new InstanceLog(spec.LogFile, spec.Rotation, _account);
        _cgroup = control.CgroupParent is { } parent ? SlotCgroup.Open(parent, spec.Instance) : null;
        _notify = Notify.NotifySocket.Open(spec, _account, OnNotified);
        try
        {
            _notifyToken = control.Loop.NewToken();
            control.Loop.Add(_notify.Descriptor, _notifyToken, _notify);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            _notify.Dispose();
            throw new LaunchException(LaunchProblem.Files, $"notify socket '{_notify.Path}' could not be watched: {failure.Message}");
        }
    }

    public ProcessIdentity? Process
    {
        get { lock (_gate) { return _main?.Identity; } }
    }

    public InstanceLog Log { get; }

    IInstanceLog IProcessSlot.Log => Log;

    public string NotifySocket => _notify.Path;

    public ProcessIdentity Launch(LaunchSpec spec, long incarnation)
    {
        RequireEmpty();
        LaunchPlan plan = LaunchPlan.Make(
            spec,
            ("NOTIFY_SOCKET", _notify.Path),
            ("GUARDIAN_NODE", _spec.NodeMark),
            ("GUARDIAN_INSTANCE", _spec.Instance));
        int output = Log.OpenForWorker();
        try
        {
            WatchedProcess process = _control.Start(plan, output, incarnation, OnEnded);
            if (spec.Environment.ContainsKey(NodeProcess.TokenVariable)) { Record(process); }
            Attach(process);
            return Fill(process, isOurs: true);
        }
        finally
        {
            _ = Libc.Close(output);
        }
    }

    public bool Adopt(ProcessIdentity identity, long incarnation)
    {
        RequireEmpty();
        if (_control.TryTakeOver(identity, incarnation, isOffspring: false, OnEnded) is not { } process) { return false; }
        Fill(process, isOurs: false);
        return true;
    }

    public bool Signal(int signal)
    {
        WatchedProcess? main;
        lock (_gate) { main = _main; }
        return main is not null && main.Signal(signal);
    }

    public int SignalTree(int signal)
    {
        if (HeldNothingYet) { return _control.Tree.SignalMarked(_marks, signal); } // an earlier node may have left something

        WatchedProcess? main;
        lock (_gate) { main = _main ?? _last; }
        return main is null ? 0 : _control.Tree.Signal(main, _marks, _cgroup, signal);
    }

    public bool TrySample(out ProcessSample sample)
    {
        WatchedProcess? main;
        lock (_gate) { main = _main; }
        sample = default;
        return main is not null && ProcessSampler.TrySample(main, out sample);
    }

    public void Dispose()
    {
        WatchedProcess? last;
        lock (_gate)
        {
            if (_isDisposed) { return; }
            _isDisposed = true;
            last = _last;
            _main = _last = null; // a running process stays watched, so that it is reaped, but nobody is told
        }

        _control.Loop.Remove(_notify.Descriptor, _notifyToken);
        _notify.Dispose();
        last?.Close();
        _cgroup?.Remove();
    }

    private void Attach(WatchedProcess process)
    {
        try
        {
            _cgroup?.Attach(process.Pid);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or the kernel would not; the other ways of finding its processes remain.
            LogNotAttached(_log, _spec.Instance, process.Pid, refused.Message);
        }
    }

    /// <summary>Names a floating instance's main process for the guard.</summary>
    private void Record(WatchedProcess process)
    {
        try
        {
            new FloatingRecord(process.Identity, NodeProcess.Current).Write(FloatingRecord.FileOf(_spec));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The guard still knows it by its marks, as long as it does not write over them.
            LogNotRecorded(_log, _spec.Instance, process.Pid, refused.Message);
        }
    }

    private bool HeldNothingYet
    {
        get { lock (_gate) { return _main is null && _last is null; } }
    }

    private void RequireEmpty()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_main is not null) { throw new InvalidOperationException($"The slot of {_spec.Instance} holds process {_main.Pid}."); }
        }
    }

    private ProcessIdentity Fill(WatchedProcess process, bool isOurs)
    {
        WatchedProcess? last;
        lock (_gate) { (last, _last, _main) = (_last, null, process); }
        last?.Close();
        try
        {
            _control.Arm(process, killOnFailure: isOurs); // only now: its end finds it in the slot
        }
        catch (LaunchException)
        {
            lock (_gate) { _main = null; }
            throw;
        }

        return process.Identity;
    }

    /// <summary>On the event loop: a process of this slot can be read, so it has ended.</summary>
    private void OnEnded(WatchedProcess process)
    {
        _notify.Drain(DrainAtExit); // what it said before its end comes before its end, a new main process above all
        if (!process.TryReadExit(out ExitStatus status)) { return; }
        _control.Forget(process);
        bool wasMain;
        bool tell;
        lock (_gate)
        {
            wasMain = _main == process;
            tell = wasMain && !_isDisposed;
            if (wasMain) { (_main, _last) = (null, process); }
        }

        if (!wasMain) { process.Close(); } // it had handed over with MAINPID=, or the slot was given up
        if (tell) { _observer.Exited(process.Incarnation, status); }
    }

    /// <summary>On the event loop: the instance has said something.</summary>
    private void OnNotified(NotifyMessage message)
    {
        if (message.MainPid is { } pid && !TrySwitchMain(pid))
        {
            LogMainPidRefused(_log, _spec.Instance, pid, message.SenderPid);
            message = message with { MainPid = null };
        }

        lock (_gate)
        {
            if (_isDisposed) { return; }
        }

        _observer.Notified(message);
    }

    private bool TrySwitchMain(int pid)
    {
        WatchedProcess? old;
        lock (_gate) { old = _main; }
        if (old is null) { return false; }
        if (old.Pid == pid) { return true; }
        if (_control.IsKnown(pid) || ProcFiles.Identify(pid) is not { } identity || !IsMember(pid, old)) { return false; }
        if (_control.TryTakeOver(identity, old.Incarnation, old.IsOffspring, OnEnded) is not { } process) { return false; }
        lock (_gate)
        {
            if (_main != old)
            {
                _control.Forget(process);
                process.Close();
                return false;
            }

            _main = process; // the old one stays watched until it ends, and is then reaped in silence
        }

        if (File.Exists(FloatingRecord.FileOf(_spec))) { Record(process); }

        try
        {
            _control.Arm(process, killOnFailure: false);
            return true;
        }
        catch (LaunchException)
        {
            lock (_gate) { _main = old; }
            return false;
        }
    }

    private bool IsMember(int pid, WatchedProcess main)
    {
        if (!ProcFiles.TryReadStat(pid, out ProcStat stat)) { return false; }
        if (stat.Session == main.Pid) { return true; }
        if (ProcFiles.ReadMarks(pid) == _marks) { return true; }
        for (int depth = 0; depth < 64 && stat.Parent > 1; depth++)
        {
            if (stat.Parent == main.Pid) { return true; }
            if (!ProcFiles.TryReadStat(stat.Parent, out stat)) { return false; }
        }

        return false;
    }

    [LoggerMessage(6002, LogLevel.Warning, "{Instance}: process {Pid} could not be moved to its cgroup: {Reason}")]
    private static partial void LogNotAttached(ILogger log, string instance, int pid, string reason);

    [LoggerMessage(6004, LogLevel.Warning, "{Instance}: process {Pid} could not be named to the guard: {Reason}")]
    private static partial void LogNotRecorded(ILogger log, string instance, int pid, string reason);

    [LoggerMessage(6001, LogLevel.Warning, "{Instance}: MAINPID={Pid} from process {Sender} refused: not a live process of this instance")]
    private static partial void LogMainPidRefused(ILogger log, string instance, int pid, int sender);
}
