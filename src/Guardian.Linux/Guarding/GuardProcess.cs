using System.ComponentModel;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Guardian.Linux.Interop;
using Guardian.Linux.Notify;
using Guardian.Linux.Processes;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Guarding;

/// <summary>The guard itself: waits for its node's end, its node's words and the moment told, and ends what floats when it must.</summary>
/// <remarks>
/// <para>It waits in poll(2) on three descriptors (the node's pidfd, its own socket, a timer on CLOCK_BOOTTIME) and does not wake for anything else.
/// It allocates next to nothing and does nothing that could wait for a disk, a database or the node: a word to the node that cannot be
/// delivered at once is dropped.</para>
/// <para>Once told to kill, it kills until nothing is left and goes on looking every 100 ms (less often when a look takes more than 4 ms), until
/// a later moment is told. When the node has ended it ends too, once nothing is left and the latest moment told has passed.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed unsafe class GuardProcess : IDisposable
{
    private const int NodeEntry = 0;
    private const int SocketEntry = 1;
    private const int TimerEntry = 2;
    private const int MaxPerWake = 64;

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private readonly GuardTask _task;
    private readonly FloatingScan _scan;
    private readonly FloatingKill _kill;
    private readonly string? _notify = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
    private readonly int _node;
    private readonly int _socket;
    private readonly int _timer;
    private readonly int _sender;
    private GuardState _state;
    private GuardCause _cause;
    private long _nextLook;
    private int _foundInARow;
    private int _killed;
    private long _struckAt;
    private Thread? _logging;

    private GuardProcess(GuardTask task)
    {
        _task = task;
        _scan = new FloatingScan(task.Mark, task.Process, task.Records);
        _kill = new FloatingKill(_scan);
        _node = OpenNode(task);
        _state = new GuardState { NodeHasEnded = _node < 0 };
        if (task.Until is { } until) { _state = _state.Told(until); }
        _socket = Datagrams.Open(task.Socket);
        _sender = Datagrams.Open(path: null);
        _timer = Libc.TimerDescriptor(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
        if (_timer < 0) { throw Errno.Exception("timerfd_create"); }
    }

    /// <summary>Guards a node until it has ended and nothing that floats is left, or until it dismisses the guard.</summary>
    /// <param name="task">Which node, and how it is heard.</param>
    /// <returns>Exit code: 0 when the work is done, 1 when it could not be begun (the reason is on standard error).</returns>
    public static int Run(GuardTask task)
    {
        GuardSurvival.IgnoreRequests();
        GuardSurvival.ClaimPreference();
        try
        {
            using GuardProcess guard = new(task);
            guard._kill.WarmUp();
            GuardSurvival.StayInMemory();
            guard.Watch();
            return 0;
        }
        catch (Win32Exception failure)
        {
            WriteLine(2, $"guard: {failure.Message}");
            return 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _logging?.Join(s_lastWords);
        foreach (int descriptor in (ReadOnlySpan<int>)[_node, _socket, _sender, _timer])
        {
            if (descriptor >= 0) { _ = Libc.Close(descriptor); }
        }

        try
        {
            File.Delete(_task.Socket);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Its directory is gone; the node removes what is left of it.
        }
    }

    /// <summary>The node's pidfd, or -1 when that very process has ended.</summary>
    private static int OpenNode(GuardTask task)
    {
        int pidfd = Pidfd.Open(task.Node);
        if (pidfd < 0) { return Errno.Last == ESRCH ? -1 : throw Errno.Exception("pidfd_open"); }
        if (ProcFiles.TryReadStat(task.Node, out ProcStat stat) && stat.StartTicks == task.Start && !stat.IsDead) { return pidfd; }
        _ = Libc.Close(pidfd);
        return -1;
    }

    private void Watch()
    {
        Tell(string.Empty);
        while (true)
        {
            long now = BootClock.Nanoseconds;
            if (_cause == GuardCause.None && GuardRule.Cause(_state, now) == GuardCause.Late)
            {
                Listen(); // a renewal may have come while the guard did not run
            }

            Turn(GuardRule.Cause(_state, now));
            if (_cause != GuardCause.None && now >= _nextLook)
            {
                if (Strike(now)) { return; }
                continue; // a strike takes time: what happened meanwhile counts
            }

            SetTimer(_cause == GuardCause.None ? _state.Until : _nextLook);
            Wait();
        }
    }

    private void Turn(GuardCause cause)
    {
        if (cause == _cause) { return; }
        (_cause, _nextLook, _foundInARow) = (cause, 0, 0);
        if (cause == GuardCause.None) { Report(); }
    }

    /// <summary>Kills what is found now.</summary>
    /// <returns>Whether the work is over.</returns>
    private bool Strike(long now)
    {
        bool any = _kill.Strike(out int found);
        if (_killed == 0) { _struckAt = now; }
        _killed += found;
        long after = BootClock.Nanoseconds;
        bool isQuiet = !any && _scan.IsSettled;
        _foundInARow = isQuiet ? 0 : _foundInARow + 1;
        _nextLook = after + GuardRule.UntilNextLook(_foundInARow, after - now);
        if (!isQuiet) { return false; }
        Report();
        return GuardRule.IsOver(_state, now);
    }

    private void Wait()
    {
        PollFile* files = stackalloc PollFile[3];
        // Once ended the node would wake the guard for ever; a negative descriptor is left out.
        files[NodeEntry] = new PollFile { Descriptor = _state.NodeHasEnded ? -1 : _node, Events = POLLIN };
        files[SocketEntry] = new PollFile { Descriptor = _socket, Events = POLLIN };
        files[TimerEntry] = new PollFile { Descriptor = _timer, Events = POLLIN };
        if (Libc.Poll(files, 3, -1) < 0)
        {
            int error = Errno.Last;
            if (error == EINTR) { return; }
            throw Errno.Exception("poll", error);
        }

        if (files[NodeEntry].Returned != 0) { _state = _state with { NodeHasEnded = true }; }
        if (files[SocketEntry].Returned != 0) { Listen(); }
        if (files[TimerEntry].Returned != 0)
        {
            ulong expirations;
            _ = Libc.Read(_timer, (byte*)&expirations, sizeof(ulong));
        }
    }

    private void Listen()
    {
        Span<byte> buffer = stackalloc byte[Datagrams.MaxSize];
        for (int i = 0; i < MaxPerWake; i++)
        {
            if (Datagrams.Receive(_socket, buffer, out int size, out bool wasCut, out Credentials? sender) != 0) { return; }
            if (wasCut || sender?.Pid != _task.Node) { continue; } // a worker of the same account could send too
            _state = GuardWords.Apply(_state, buffer[..size], out bool isMoment);
            if (isMoment) { Tell(string.Empty); }
        }
    }

    private void SetTimer(long? moment)
    {
        // Zero switches it off; a moment that has passed fires at once.
        TimerTimes times = new() { First = ClockTime.FromNanoseconds(moment is { } at ? Math.Max(1, at) : 0) };
        if (Libc.SetTimer(_timer, TFD_TIMER_ABSTIME, &times, null) != 0) { throw Errno.Exception("timerfd_settime"); }
    }

    private void Report()
    {
        if (_killed == 0) { return; }
        double took = (BootClock.Nanoseconds - _struckAt) / 1e6;
        string words = string.Create(
            CultureInfo.InvariantCulture,
            $"killed {_killed} floating {(_killed == 1 ? "process" : "processes")} in {took:0} ms: {Words(_state)}");
        _killed = 0;
        Tell($"STATUS={words}\n");
        // The log is on a disk, which may hang; the guard must not.
        if (_logging is { IsAlive: true }) { return; }
        _logging = new Thread(() => WriteLine(1, words)) { IsBackground = true, Name = "guard-log" };
        _logging.Start();
    }

    private static string Words(GuardState state) => GuardRule.Cause(state, long.MaxValue) switch
    {
        GuardCause.NodeEnded => "the node has ended",
        GuardCause.Dismissed => "the node has ended the guard",
        _ => "the node has not renewed its lease in time",
    };

    /// <summary>Tells the node that the guard is up and which moment it knows.</summary>
    private void Tell(string more)
    {
        if (_notify is null) { return; }
        string progress = _state.Until is { } until
            ? string.Create(CultureInfo.InvariantCulture, $"X_GUARDIAN_PROGRESS={Math.Max(0, until / 1_000_000)}\n")
            : string.Empty;
        _ = Datagrams.Send(_sender, _notify, Encoding.UTF8.GetBytes($"{more}READY=1\n{progress}"));
    }

    private static void WriteLine(int descriptor, string words)
    {
        byte[] line = Encoding.UTF8.GetBytes(words + "\n");
        fixed (byte* pointer = line) { _ = Libc.Write(descriptor, pointer, (nuint)line.Length); }
    }
}
