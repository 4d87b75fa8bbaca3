using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Cluster;
using Guardian.Linux.Interop;
using Guardian.Linux.Notify;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Linux.Guarding;

/// <summary>The guard of a node on Linux: a process of its own beside the node (<c>guardian guard</c>), launched and watched like an instance.</summary>
/// <remarks>
/// <para><b>What is guaranteed.</b> The guard begins to kill the moment the node's process has ended (for whatever reason) or the moment told has
/// passed, by a timer on CLOCK_BOOTTIME; not before. Measured, 50 floating processes are gone some 50 ms later. It halts everything it
/// finds before it kills anything, and looks again until nothing is left (<see cref="FloatingKill"/>); what it looks for is told in
/// <see cref="FloatingScan"/>. Processes are told apart by pid and start time and signalled through pidfds, so a reused pid is never hit.
/// Moments are told in whole milliseconds, rounded down.</para>
/// <para><b>A launch in flight.</b> A process that the node has created but that has not executed anything yet carries no mark. It checks
/// <see cref="LaunchSpec.NotAfter"/> itself, which must not be later than the last moment that the guard has acknowledged
/// (<see cref="IsUp"/>). The guard of a dead node therefore looks every 100 ms until the latest moment told has passed, and ends then.</para>
/// <para><b>Node and guard killed at once.</b> Then nobody kills: what floats goes on until a node with this mark is started again (which ends it
/// before it joins) or a person ends it. The store gives its leases to others all the same. Both have to be hit: the guard has its own
/// session, ignores every signal but SIGKILL and SIGSTOP, claims to be spared when memory runs out, and is started anew at once while the
/// node lives. A guard that is stopped acknowledges nothing, so <see cref="IsUp"/> is false, and it is killed and replaced after
/// <see cref="MostSilence"/>.</para>
/// <para><b>A frozen machine.</b> Node, guard and workers stop together (suspend, a paused virtual machine, a frozen cgroup). Nothing runs while
/// the lease ends elsewhere. When they go on, the workers may execute for the time it takes the guard to be scheduled and to find them: the timer
/// counts the sleep of a suspended machine and fires at once, but a paused virtual machine's clock may have stood still, and then the guard
/// does not know. No process can close this gap, on any system; what closes it is the fencing token: whatever the worker writes to must refuse a
/// token that is older than one it has seen.</para>
/// <para><b>What it cannot end.</b> A process stuck in the kernel dies when the kernel lets it; it executes nothing until then. A process that
/// has cleared its environment, left its session and lost its parent before the guard first looked is found only in a cgroup of its
/// instance. Processes of another account are seen and killed only by a guard that runs as root.</para>
/// <para><b>A later node with the same mark.</b> What it launches names it as launcher, and is spared for as long as it lives.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed partial class LinuxLeaseGuard : ILeaseGuard
{
    /// <summary>A guard that has not acknowledged for so long is killed and replaced, by the next <see cref="Extend"/>.</summary>
    public static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(5);

    private const long NanosecondsPerMillisecond = TimeSpan.TicksPerMillisecond * TimeSpan.NanosecondsPerTick;
    private const long LatestMillisecond = long.MaxValue / NanosecondsPerMillisecond; // in 292 years

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stable = TimeSpan.FromSeconds(30); // alive so long, its end counts as the first again
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // A guard inherits only what a program of .NET needs to be found and started: no marks, no profiler, no other supervisor's socket.
    private static readonly string[] s_inherited =
    [
        "PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
    ];

    private readonly IProcessControl _processes;
    private readonly ImmutableArray<string> _program;
    private readonly string _nodeMark;
    private readonly string _records;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SlotSpec _spec;
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _sender = Datagrams.Open(path: null);
    private readonly Task _running;

    private readonly Lock _gate = new(); // the fields below: the node's membership, the loop, the process control's event thread
    private Life? _life;
    private long? _told; // milliseconds on the boot clock
    private long? _acknowledged;
    private long _unansweredSince;
    private bool _isReady;
    private bool _isDisposed;

    /// <summary>Starts the guard.</summary>
    /// <param name="processes">The node's process control.</param>
    /// <param name="program">Command line of the guardian program: its path, or dotnet and the path of its assembly.</param>
    /// <param name="dataDirectory">The node's data directory; its <c>run</c> directory is where the node's slots have theirs.</param>
    /// <param name="nodeMark">The node's mark.</param>
    /// <param name="time">Clock for the time between restarts.</param>
    /// <param name="log">Where its restarts and its deeds are told.</param>
    public LinuxLeaseGuard(
        IProcessControl processes, ImmutableArray<string> program, string dataDirectory, string nodeMark, TimeProvider time, ILogger log)
    {
        _processes = processes;
        _program = program;
        _nodeMark = nodeMark;
        _time = time;
        _log = log;
        string run = Path.Combine(dataDirectory, "run");
        _records = FloatingRecord.DirectoryOf(run);
        _spec = new SlotSpec
        {
            Instance = "_guard/0", // no worker can be called that
            NodeMark = $"guard:{nodeMark}",
            LogFile = Path.Combine(dataDirectory, "logs", "guard.out"),
            Rotation = new LogRotationOptions { MaxSize = 1 << 20, Keep = 1, MaxAge = TimeSpan.MaxValue, Compress = false },
            RunDirectory = run,
        };
        _running = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public bool IsUp
    {
        get { lock (_gate) { return _isReady && _acknowledged == _told; } }
    }

    /// <summary>The guard's process, or null while there is none.</summary>
    public ProcessIdentity? Process
    {
        get { lock (_gate) { return _life?.Slot.Process; } }
    }

    /// <inheritdoc/>
    public bool Extend(TimeSpan until)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            long now = _time.GetTimestamp();
            if (_acknowledged == _told) { _unansweredSince = now; }
            else if (_isReady && _time.GetElapsedTime(_unansweredSince, now) > MostSilence)
            {
                LogSilent(_log, MostSilence.TotalSeconds);
                _life?.Slot.Signal(Signals.Kill); // its end is told, and another one is started
            }

            _told = Math.Clamp(until.Ticks / TimeSpan.TicksPerMillisecond, 0, LatestMillisecond);
            return Tell_NeedsLock();
        }
    }

    /// <summary>Lets the guard kill what floats still, and end. To be called before the process control is disposed.</summary>
    /// <returns>When it has ended; it is killed when it takes longer than five seconds.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed) { return; }
            _isDisposed = true;
            if (_isReady) { Dismiss_NeedsLock(); }
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ = Libc.Close(_sender);
        _stopping.Dispose();
    }

    private bool Tell_NeedsLock()
    {
        if (!_isReady || _life is not { } life || _told is not { } told) { return false; }
        int error = Datagrams.Send(_sender, life.Socket, GuardWords.Until(told * NanosecondsPerMillisecond));
        if (error != 0) { LogNotTold(_log, Errno.Describe(error)); }
        return error == 0;
    }

    private void Dismiss_NeedsLock()
    {
        // One that cannot be told is killed when its time is over.
        if (_life is { } life) { _ = Datagrams.Send(_sender, life.Socket, GuardWords.Dismissal); }
    }

    private async Task RunAsync()
    {
        TimeSpan delay = TimeSpan.Zero; // the first end is answered at once
        for (long incarnation = 1; !_stopping.IsCancellationRequested; incarnation++)
        {
            long startedAt = _time.GetTimestamp();
            await LiveAsync(incarnation).ConfigureAwait(false);
            if (_time.GetElapsedTime(startedAt) >= s_stable) { delay = TimeSpan.Zero; }
            try
            {
                await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return; // disposed
            }

            delay = delay == TimeSpan.Zero ? s_firstDelay : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, s_longestDelay.Ticks));
        }
    }

    /// <summary>One guard from its launch to its end.</summary>
    private async Task LiveAsync(long incarnation)
    {
        Life? life = null;
        try
        {
            life = new Life(this, SocketPath(incarnation));
            int pid;
            lock (_gate) // what it says is heard when this is done
            {
                if (_isDisposed) { return; }
                RemoveSocket(life.Socket); // of a node before that had this one's pid
                pid = life.Slot.Launch(Spec_NeedsLock(life.Socket), incarnation).Pid;
                _life = life;
            }

            LogStarted(_log, pid);
            ExitStatus status = await EndOfAsync(life).ConfigureAwait(false);
            if (!_stopping.IsCancellationRequested) { LogEnded(_log, pid, status.ToString()); }
        }
        catch (LaunchException refused)
        {
            LogNotStarted(_log, refused.Message);
        }
        finally
        {
            if (life is not null)
            {
                Miss(life);
                life.Slot.Dispose();
                RemoveSocket(life.Socket);
            }
        }
    }

    /// <summary>Waits for its end, which comes soon after the dismissal or is forced then.</summary>
    private async Task<ExitStatus> EndOfAsync(Life life)
    {
        try
        {
            return await life.Ended.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Dismissed.
        }

        try
        {
            return await life.Ended.WaitAsync(s_patience, _time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            life.Slot.Signal(Signals.Kill);
            return ExitStatus.Unknown;
        }
    }

    /// <summary>On the process control's event thread.</summary>
    private void Hear(Life life, NotifyMessage message)
    {
        lock (_gate)
        {
            // Somebody else can write to the socket too: a worker of the same account, the guard of an earlier node.
            if (_life != life || life.Slot.Process?.Pid != message.SenderPid) { return; }
            if (message.Ready)
            {
                bool isFirst = !_isReady;
                (_isReady, _acknowledged) = (true, message.Progress);
                // What was told while it started it may not know yet.
                if (isFirst && _acknowledged != _told) { Tell_NeedsLock(); }
                if (isFirst && _isDisposed) { Dismiss_NeedsLock(); }
            }
        }

        if (message.Status is { } deed) { LogDeed(_log, deed); }
    }

    /// <summary>On the process control's event thread.</summary>
    private void Miss(Life life)
    {
        lock (_gate)
        {
            if (_life == life) { (_life, _isReady, _acknowledged) = (null, false, null); }
        }
    }

    private static void RemoveSocket(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Its directory is gone, or will tell by itself when a guard listens there.
        }
    }

    private string SocketPath(long incarnation)
    {
        // A name of its own for each guard: one of an earlier node may still be at work.
        SlotSpec named = _spec with { Instance = string.Create(CultureInfo.InvariantCulture, $"_guard-{Environment.ProcessId}-{incarnation}") };
        string path = NotifySocketPath.Choose(named, NotifySocketPath.ShortBase(), reachableByOthers: false);
        NotifySocketPath.MakeDirectory(Path.GetDirectoryName(path)!, reachableByOthers: false);
        return path;
    }

    private LaunchSpec Spec_NeedsLock(string socket)
    {
        NodeProcess node = NodeProcess.Current;
        GuardTask task = new()
        {
            Node = node.Pid,
            Start = node.StartTicks,
            Mark = _nodeMark,
            Socket = socket,
            Until = _told * NanosecondsPerMillisecond,
            Records = _records,
        };
        return new LaunchSpec { Command = [.. _program, "guard", .. task.ToArguments()], Directory = "/", Environment = GuardEnvironment() };
    }

    private static ImmutableDictionary<string, string> GuardEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(entry => s_inherited.Contains((string)entry.Key))
        .ToImmutableDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, StringComparer.Ordinal)
        .SetItems(GuardKnobs.All);

    /// <summary>One guard: its slot, and where it listens.</summary>
    private sealed class Life : ISlotObserver
    {
        private readonly LinuxLeaseGuard _owner;
        private readonly TaskCompletionSource<ExitStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Life(LinuxLeaseGuard owner, string socket)
        {
            _owner = owner;
            Socket = socket;
            Slot = owner._processes.OpenSlot(owner._spec, this);
        }

        public IProcessSlot Slot { get; }

        public string Socket { get; }

        public Task<ExitStatus> Ended => _ended.Task;

        public void Exited(long incarnation, ExitStatus status)
        {
            _owner.Miss(this); // at once, and not when a thread of the pool has time
            _ended.TrySetResult(status);
        }

        public void Notified(NotifyMessage message) => _owner.Hear(this, message);
    }

    [LoggerMessage(3100, LogLevel.Information, "The guard of leases runs as process {Pid}")]
    private static partial void LogStarted(ILogger log, int pid);

    [LoggerMessage(3101, LogLevel.Warning, "The guard of leases (process {Pid}) has ended: {Status}; it is started again")]
    private static partial void LogEnded(ILogger log, int pid, string status);

    [LoggerMessage(3102, LogLevel.Error, "The guard of leases could not be started: {Reason}")]
    private static partial void LogNotStarted(ILogger log, string reason);

    [LoggerMessage(3103, LogLevel.Warning, "The guard of leases {Deed}")]
    private static partial void LogDeed(ILogger log, string deed);

    [LoggerMessage(3104, LogLevel.Error, "The guard of leases has not answered for {Seconds} s; it is killed and started again")]
    private static partial void LogSilent(ILogger log, double seconds);

    [LoggerMessage(3105, LogLevel.Warning, "The guard of leases could not be told until when floating workers may live: {Reason}")]
    private static partial void LogNotTold(ILogger log, string reason);
}
