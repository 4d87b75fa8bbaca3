using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.Versioning;
using System.Threading.Channels;
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
/// passed, by a timer on CLOCK_BOOTTIME; not before. Measured, 50 floating processes are gone some 20 ms later. It halts everything it
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
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>(); // bounded by what one process says
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _sender = Datagrams.Open(path: null);
    private readonly Task _running;

    private readonly Lock _gate = new(); // the fields below: the node's membership and the loop
    private string? _socket; // of the guard that is ready to listen
    private IProcessSlot? _slot;
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
        get { lock (_gate) { return _slot?.Process; } }
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
                _slot?.Signal(Signals.Kill); // its end is told, and another one is started
            }

            _told = Math.Max(0, (long)Math.Floor(until.TotalMilliseconds));
            return Tell_NeedsLock();
        }
    }

    /// <summary>Lets the guard kill what floats still, and end.</summary>
    /// <returns>When it has ended; it is killed when it takes longer than five seconds.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed) { return; }
            _isDisposed = true;
            if (_socket is { } socket) { _ = Datagrams.Send(_sender, socket, GuardWords.Dismissal); }
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ = Libc.Close(_sender);
        _stopping.Dispose();
    }

    private bool Tell_NeedsLock()
    {
        if (_socket is not { } socket || _told is not { } told) { return false; }
        int error = Datagrams.Send(_sender, socket, GuardWords.Until(Nanoseconds(told)));
        if (error != 0) { LogNotTold(_log, Errno.Describe(error)); }
        return error == 0;
    }

    private async Task RunAsync()
    {
        TimeSpan delay = TimeSpan.Zero;
        long incarnation = 0;
        while (!_stopping.IsCancellationRequested)
        {
            long startedAt = _time.GetTimestamp();
            await LiveAsync(++incarnation).ConfigureAwait(false);
            bool wasStable = _time.GetElapsedTime(startedAt) >= s_stable;
            TimeSpan pause = wasStable ? TimeSpan.Zero : delay; // the first time at once
            TimeSpan doubled = delay == TimeSpan.Zero ? s_firstDelay : delay * 2;
            delay = wasStable || doubled < s_longestDelay ? doubled : s_longestDelay;
            if (wasStable) { delay = s_firstDelay; }
            try
            {
                await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Disposed: the loop ends.
            }
        }
    }

    /// <summary>One life of the guard.</summary>
    private async Task LiveAsync(long incarnation)
    {
        IProcessSlot? slot = null;
        string socket = SocketPath(incarnation);
        try
        {
            slot = _processes.OpenSlot(_spec, new Observer(_events.Writer));
            ProcessIdentity guard;
            lock (_gate)
            {
                if (_isDisposed) { return; }
                File.Delete(socket); // of a node before that had this one's pid
                guard = slot.Launch(Spec_NeedsLock(socket), incarnation);
                _slot = slot;
            }

            LogStarted(_log, guard.Pid);
            await FollowAsync(slot, guard, incarnation, socket).ConfigureAwait(false);
        }
        catch (LaunchException refused)
        {
            LogNotStarted(_log, refused.Message);
        }
        finally
        {
            lock (_gate) { (_slot, _socket, _isReady, _acknowledged) = (null, null, false, null); }
            slot?.Dispose();
            File.Delete(socket);
        }
    }

    private async Task FollowAsync(IProcessSlot slot, ProcessIdentity guard, long incarnation, string socket)
    {
        using CancellationTokenSource overdue = new();
        using CancellationTokenRegistration disposed = _stopping.Token.Register(() => overdue.CancelAfter(s_patience));
        while (true)
        {
            Event next;
            try
            {
                next = await _events.Reader.ReadAsync(overdue.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                slot.Signal(Signals.Kill);
                return;
            }

            if (next.Ended == incarnation)
            {
                if (!_stopping.IsCancellationRequested) { LogEnded(_log, guard.Pid, next.Status.ToString()); }
                return;
            }

            if (next.Message is { } message && message.SenderPid == guard.Pid) { Hear(message, socket); }
        }
    }

    private void Hear(NotifyMessage message, string socket)
    {
        if (message.Status is { } deed) { LogDeed(_log, deed); }
        if (!message.Ready) { return; }
        lock (_gate)
        {
            bool isFirst = !_isReady;
            (_isReady, _socket) = (true, socket);
            _acknowledged = message.Progress;
            // What was told while it started it may not know yet.
            if (isFirst && _acknowledged != _told) { Tell_NeedsLock(); }
            if (isFirst && _isDisposed) { _ = Datagrams.Send(_sender, socket, GuardWords.Dismissal); }
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
            Until = _told is { } told ? Nanoseconds(told) : null,
            Records = _records,
        };
        return new LaunchSpec { Command = [.. _program, "guard", .. task.ToArguments()], Directory = "/", Environment = GuardEnvironment() };
    }

    private static long Nanoseconds(long milliseconds) => milliseconds * TimeSpan.TicksPerMillisecond * TimeSpan.NanosecondsPerTick;

    private static ImmutableDictionary<string, string> GuardEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Where(entry => s_inherited.Contains((string)entry.Key))
        .ToImmutableDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, StringComparer.Ordinal)
        .SetItems(GuardKnobs.All);

    private sealed record Event(long? Ended, ExitStatus Status, NotifyMessage? Message);

    private sealed class Observer(ChannelWriter<Event> events) : ISlotObserver
    {
        public void Exited(long incarnation, ExitStatus status) => events.TryWrite(new Event(incarnation, status, null));

        public void Notified(NotifyMessage message) => events.TryWrite(new Event(null, default, message));
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
