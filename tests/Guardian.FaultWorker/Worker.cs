using System.Globalization;

namespace Guardian.FaultWorker;

/// <summary>Works, and fails as it was told to.</summary>
internal sealed class Worker : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Faults _faults;
    private readonly TimeProvider _time;
    private readonly Notifier _notify = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _leaked = [];
    private readonly long _started;
    private volatile bool _hangs;

    public Worker(Faults faults, TimeProvider time)
    {
        _faults = faults;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>Ends in order.</summary>
    public void Stop()
    {
        _notify.Send("STOPPING=1");
        _exit.TrySetResult(0);
    }

    /// <summary>Works until it is stopped or its fault ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        for (int i = 0; i < _faults.Children; i++) { Children.Start(_faults.OwnSessions, "/bin/sleep", "1000000"); }
        if (_faults.Zombie) { Children.Start(ownSession: false, "/bin/true"); }
        for (int i = 0; i < _faults.SpinThreads; i++) { Spin(); }

        if (!_faults.NeverReady) { After(_faults.ReadyAfter, () => _notify.Send("READY=1\nSTATUS=working")); }
        if (_faults.CrashAfter is { } crash) { After(crash, Crash); }
        if (_faults.ExitAfter is { } exit) { After(exit, () => _exit.TrySetResult(_faults.ExitCode)); }
        if (_faults.LeakPerSecond > 0) { Every(Tick, () => Leak(_faults.LeakPerSecond / 10)); }
        if (_faults.FloodPerSecond > 0) { Every(Tick, () => Flood(_faults.FloodPerSecond / 10)); }
        if (_faults.ErrorsPerSecond > 0) { Every(TimeSpan.FromSeconds(1 / _faults.ErrorsPerSecond), Complain); }
        if (_faults.Watchdog) { Every(WatchdogPeriod(), () => While(_faults.WatchdogStopsAfter, () => _notify.Send("WATCHDOG=1"))); }
        if (_faults.Heartbeat is { } file) { Every(Beat, () => While(_faults.HeartbeatStopsAfter, () => Touch(file))); }
        if (_faults.Progress is { } period)
        {
            long done = 0;
            Every(period, () => While(_faults.ProgressStopsAfter, () => _notify.Send($"X_GUARDIAN_PROGRESS={++done}\nX_GUARDIAN_BUSY=1")));
        }

        if (_faults.Control is { } control) { new Thread(() => Obey(control)) { IsBackground = true }.Start(); }
        int code = await _exit.Task.ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        return code;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _notify.Dispose();
    }

    private void Obey(string control)
    {
        // Opened for writing too, so that the pipe does not end whenever a writer closes it.
        using FileStream pipe = new(control, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using StreamReader commands = new(pipe);
        while (commands.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 2);
            switch (words[0])
            {
                case "crash": Crash(); break;
                case "exit": _exit.TrySetResult(words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : _faults.ExitCode); break;
                case "hang": _hangs = true; break;
                case "spin": Spin(); break;
                case "status": _notify.Send("STATUS=" + (words.Length > 1 ? words[1] : "")); break;
                case "idle": _notify.Send("X_GUARDIAN_BUSY=0"); break;
                case "busy": _notify.Send("X_GUARDIAN_BUSY=1"); break;
                default: Console.Error.WriteLine($"unknown command {words[0]}"); break;
            }
        }
    }

    private static void Crash()
    {
        Console.Error.WriteLine("Unhandled exception. System.InvalidOperationException: crashed on demand");
        Environment.FailFast("crashed on demand");
    }

    private static void Spin() => new Thread(() => { while (true) { Thread.SpinWait(1000); } }) { IsBackground = true }.Start();

    private void Leak(long bytes)
    {
        byte[] block = new byte[bytes];
        for (int page = 0; page < block.Length; page += 4096) { block[page] = 1; } // touched, so that it is resident
        lock (_leaked) { _leaked.Add(block); }
    }

    private static void Flood(long bytes)
    {
        const string line = "a line that says nothing, written only to fill the log of this worker and keep its reader busy";
        for (long written = 0; written < bytes; written += line.Length + 1) { Console.WriteLine(line); }
    }

    private static void Complain() => Console.Error.WriteLine("ERROR: request failed: connection refused");

    public static void Touch(string file)
    {
        using FileStream stream = new(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.WriteByte((byte)'\n');
    }

    public static TimeSpan WatchdogPeriod() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds / 2.0)
            : Beat;

    /// <summary>Does it unless it hangs by now.</summary>
    private void While(TimeSpan? stopsAfter, Action work)
    {
        if (_hangs || _time.GetElapsedTime(_started) >= stopsAfter) { return; }
        work();
    }

    private void After(TimeSpan delay, Action work) => _ = RunLaterAsync(delay, work);

    private async Task RunLaterAsync(TimeSpan delay, Action work)
    {
        await Task.Delay(delay, _time, _stop.Token).ConfigureAwait(false);
        work();
    }

    private void Every(TimeSpan period, Action work) => _ = RepeatAsync(period, work);

    private async Task RepeatAsync(TimeSpan period, Action work)
    {
        using PeriodicTimer timer = new(period, _time);
        do { work(); }
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
    }
}
