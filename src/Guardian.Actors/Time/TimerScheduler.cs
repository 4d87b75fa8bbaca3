namespace Guardian.Actors;

/// <summary>The timers of one incarnation.</summary>
internal sealed class TimerScheduler(ActorCell cell) : ITimerScheduler
{
    private Dictionary<object, Timer>? _timers; // most actors with timers are idle: nothing is kept for them

    public IReadOnlyCollection<object> ActiveTimers => _timers is null ? [] : [.. _timers.Keys];

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => StartPeriodicTimer(key, msg, interval, interval);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(key, msg, initialDelay, interval);
    }

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null);

    public bool IsTimerActive(object key) => _timers is not null && _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers is not null && _timers.Remove(key, out Timer? timer))
        {
            timer.Cancel();
        }
    }

    public void CancelAll()
    {
        if (_timers is null)
        {
            return;
        }

        foreach (Timer timer in _timers.Values)
        {
            timer.Cancel();
        }

        _timers = null;
    }

    private void Start(object key, object msg, TimeSpan delay, TimeSpan? interval)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(msg);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Cancel(key);
        Timer timer = new(this, key, msg, cell.SelfRef, interval);
        (_timers ??= [])[key] = timer;
        cell.SystemImpl.ActorScheduler.Add(timer, delay);
    }

    /// <summary>One timer; it is also what lies in the mailbox, so that it can be judged on delivery whether it still counts.</summary>
    internal sealed class Timer(TimerScheduler owner, object key, object message, LocalActorRef self, TimeSpan? interval) : ScheduledItem(interval), IAutoReceivedMessage
    {
        /// <summary>The message to deliver, unless the timer was cancelled, replaced, or belongs to an earlier incarnation.</summary>
        public object? TakeMessage(TimerScheduler? current)
        {
            if (!ReferenceEquals(owner, current) || owner._timers is null
                || !owner._timers.TryGetValue(key, out Timer? active) || !ReferenceEquals(active, this))
            {
                return null;
            }

            if (Interval is null)
            {
                owner._timers.Remove(key);
            }

            return message;
        }

        public override void Fire() => self.TellTimer(this);
    }
}
