using System.Globalization;

namespace Guardian.FaultWorker.Work;

/// <summary>What the work loop tells its supervisor, no more often than is useful.</summary>
internal sealed class Reports(WorkOptions options, Notifier notify, TimeProvider time)
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_progress = TimeSpan.FromMilliseconds(200);

    private readonly TimeSpan _watchdog = Worker.WatchdogPeriod();
    private long _beaten;
    private long _watched;
    private long _told;
    private long _progress;
    private string? _task;

    /// <summary>The start is over.</summary>
    public void Ready()
    {
        _task = "";
        notify.Send("READY=1\nSTATUS=working\nX_GUARDIAN_BUSY=0\nX_GUARDIAN_TASK=");
    }

    /// <summary>The end has begun.</summary>
    public void Stopping() => notify.Send("STOPPING=1");

    /// <summary>Alive: watchdog and heartbeat, when they are due.</summary>
    public void Beat()
    {
        if (IsDue(ref _watched, _watchdog)) { notify.Send("WATCHDOG=1"); }
        if (options.Heartbeat is { } file && IsDue(ref _beaten, s_beat)) { Worker.Touch(file); }
    }

    /// <summary>What is in hand now; null for nothing.</summary>
    public void Task(string? id)
    {
        if (_task == (id ?? "")) { return; }
        _task = id ?? "";
        notify.Send($"X_GUARDIAN_TASK={_task}\nX_GUARDIAN_BUSY={(id is null ? 0 : 1)}\n{Progress}");
    }

    /// <summary>A piece of work has been done.</summary>
    public void Worked()
    {
        _progress++;
        if (IsDue(ref _told, s_progress)) { notify.Send(Progress); }
    }

    private string Progress => string.Create(CultureInfo.InvariantCulture, $"X_GUARDIAN_PROGRESS={_progress}");

    private bool IsDue(ref long last, TimeSpan period)
    {
        if (last != 0 && time.GetElapsedTime(last) < period) { return false; }
        last = time.GetTimestamp();
        return true;
    }
}
