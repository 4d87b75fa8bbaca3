using System.Net;
using System.Net.Sockets;

namespace Guardian.FaultWorker.Work;

/// <summary>The one thread that works, reports and fails: everything that shows life comes from here.</summary>
internal sealed class WorkLoop : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly WorkOptions _options;
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Notifier _notify = new();
    private readonly Reports _reports;
    private readonly FaultState _faults;
    private readonly TaskSource _tasks;
    private readonly Leak _leak = new();
    private readonly StuckConnection _connection = new();
    private volatile bool _isStopping;
    private volatile bool _mayConnectAnew;
    private volatile bool _mayFree;
    private volatile FaultOrder? _shown;
    private long _lastStep;
    private double _errorsDue;
    private int? _exit;

    public WorkLoop(WorkOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        Marks marks = new(options.Marks, time);
        _faults = new FaultState(options, marks, time);
        _tasks = new TaskSource(options, marks);
        _reports = new Reports(options, _notify, time);
        AtBegin = () => marks.Add("begin", options.Instance);
        AtEnd = () => marks.Add("end", options.Instance);
    }

    private Action AtBegin { get; }

    private Action AtEnd { get; }

    /// <summary>SIGTERM.</summary>
    public void Stop()
    {
        if (_shown is { IsDeaf: true })
        {
            Console.WriteLine("ignoring a request to stop");
            return;
        }

        _isStopping = true;
        _wake.Set();
    }

    /// <summary>SIGUSR1: connections are to be made anew.</summary>
    public void ConnectAnew()
    {
        _mayConnectAnew = true;
        _wake.Set();
    }

    /// <summary>SIGUSR2: memory is to be freed.</summary>
    public void FreeMemory()
    {
        _mayFree = true;
        _wake.Set();
    }

    /// <summary>Works until it is stopped or a fault ends it.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        AtBegin();
        _faults.Poll();
        _shown = _faults.Active;
        if (_options.Http > 0) { new HttpAnswers(AnswerDelay).Listen(_options.Http); }
        if (_shown is { Kind: "slow-start" } slow) { Rest(slow.Duration("by", "10s")); }
        _shown = null; // the loop begins with it as with one that comes later
        TaskInHand? task = _tasks.Recover();
        _reports.Ready();
        _lastStep = _time.GetTimestamp();
        while (!_isStopping && _exit is null)
        {
            _faults.Poll();
            Cures();
            Change(_faults.Active);
            task = Step(task);
        }

        if (_exit is null) { _reports.Stopping(); }
        _faults.EndsByItself();
        AtEnd();
        return _exit ?? 0;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _notify.Dispose();
        _wake.Dispose();
    }

    private TimeSpan? AnswerDelay() => _shown switch
    {
        { Kind: "hang" or "spin" } => null,
        { Kind: "slow-answers" } slow => slow.Duration("by", "5s"),
        _ => TimeSpan.Zero,
    };

    private void Cures()
    {
        if (_mayConnectAnew)
        {
            _mayConnectAnew = false;
            _connection.Dispose();
            _faults.Met("usr1");
        }

        if (_mayFree)
        {
            _mayFree = false;
            _leak.Free();
            _faults.Met("usr2");
        }
    }

    /// <summary>Begins with another fault, or ends the last one.</summary>
    private void Change(FaultOrder? fault)
    {
        if (fault == _shown) { return; }
        _shown = fault;
        _connection.Dispose();
        _leak.Free();
        _errorsDue = 0;
        if (fault is { Kind: "zombies" })
        {
            for (int i = fault.Whole("count", 3); i > 0; i--) { Children.Start(ownSession: false, "/bin/true"); }
        }
    }

    private TaskInHand? Step(TaskInHand? task)
    {
        TimeSpan passed = _time.GetElapsedTime(_lastStep);
        _lastStep = _time.GetTimestamp();
        switch (_shown?.Kind)
        {
            case "exit": _exit = _shown.Whole("code", 1); return task;
            case "crash": Crash(); return task;
            case "kill": Kill(); return task;
            case "hang": Rest(s_step); return task;
            case "spin": Burn(s_step); return task;
            case "stall": Beat(s_step); return task;
            case "stuck": Stick(_shown.Whole("port", 0)); return task;
            case "dependency" when IsMissing(_shown): Miss(_shown); return task;
            case "leak": _leak.Grow(Quantities.Size(Quantities.PerSecond(_shown.Word("rate", "20MiB/s"))), Quantities.Size(_shown.Word("limit", "1GiB")), passed); break;
            case "errors": Complain(_shown, passed); break;
            default: break;
        }

        return Work(task, passed);
    }

    private TaskInHand? Work(TaskInHand? task, TimeSpan passed)
    {
        if (task is not null && !_tasks.Advance(task)) { task = null; }
        task ??= _tasks.Take();
        _reports.Task(task?.Id);
        _reports.Beat();
        if (task is null)
        {
            Rest(s_step);
            return null;
        }

        if (_shown is { Kind: "poison" } poison && task.Id == poison.Word("task", ""))
        {
            Console.Error.WriteLine($"ERROR: task {task.Id} cannot be read: unexpected end of input");
            _exit = poison.Whole("code", 1);
            return task;
        }

        TimeSpan whole = _shown is { Kind: "load" } load ? load.Duration("task", "10s") : _options.Task;
        long begun = _time.GetTimestamp();
        TimeSpan step = TimeSpan.FromTicks(Math.Clamp((whole - task.Worked).Ticks, 0, s_step.Ticks));
        double busy = _shown is { Kind: "load" } share ? share.Number("cpu", 0.9) : 0;
        Burn(step * busy);
        if (busy < 1) { Rest(step * (1 - busy)); }
        _reports.Worked();
        task = task with { Worked = task.Worked + _time.GetElapsedTime(begun) };
        if (task.Worked < whole) { return task; }
        _tasks.Finish(task);
        return null;
    }

    private void Crash()
    {
        _faults.EndsByItself();
        Console.Error.WriteLine("Unhandled exception. System.InvalidOperationException: crashed on demand");
        Environment.FailFast("crashed on demand");
    }

    private void Kill()
    {
        _faults.EndsByItself();
        Native.KillSelf();
    }

    private void Stick(int port)
    {
        _reports.Beat();
        long begun = _time.GetTimestamp();
        if (_connection.FailsWithin(port, s_step))
        {
            _connection.Dispose();
            _faults.Met("reset");
        }

        if (_time.GetElapsedTime(begun) < s_step) { Rest(s_step); }
    }

    private void Miss(FaultOrder dependency)
    {
        // One line at a time, at once after the start and each second from then on.
        Console.Error.WriteLine($"ERROR: {dependency.Word("file", "127.0.0.1:" + dependency.Word("port", "0"))}: connection refused");
        if (dependency.Word("dies", "yes") != "no")
        {
            _exit = 1;
            return;
        }

        for (TimeSpan rested = TimeSpan.Zero; rested < s_second && !_isStopping; rested += s_step) { Beat(s_step); }
    }

    private void Complain(FaultOrder fault, TimeSpan passed)
    {
        _errorsDue += fault.Number("rate", 20) * Math.Min(passed.TotalSeconds, 1);
        for (; _errorsDue >= 1; _errorsDue--) { Console.Error.WriteLine(fault.Word("text", "ERROR: request failed: connection refused")); }
    }

    private static bool IsMissing(FaultOrder dependency)
    {
        if (dependency.Word("file", "") is { Length: > 0 } file) { return !File.Exists(file); }
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, dependency.Whole("port", 0));
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private void Beat(TimeSpan wait)
    {
        _reports.Beat();
        Rest(wait);
    }

    /// <summary>Waits; a signal ends it early.</summary>
    private void Rest(TimeSpan wait) => _wake.WaitOne(wait);

    private void Burn(TimeSpan wait)
    {
        for (long begun = _time.GetTimestamp(); _time.GetElapsedTime(begun) < wait && !_isStopping;) { Thread.SpinWait(200); }
    }
}
