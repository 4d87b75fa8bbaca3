namespace Guardian.Actors;

/// <summary>The scheduler of a system: a heap of what is due and one timer for its top.</summary>
/// <remarks>
/// One timer for all keeps the cost of an idle entry at one object, gives an order to what is due at the same time (that of its start),
/// and leaves one thing to dispose of at the end. Repetitions that were missed, as on a machine that was asleep, are skipped.
/// </remarks>
internal sealed class ActorScheduler : IScheduler, IAdvancedScheduler, IDisposable
{
    private static readonly TimeSpan SmallestWait = TimeSpan.FromTicks(1); // zero would ring on another thread at once
    private readonly ActorSystemImpl _system;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Lock _gate = new(); // guards the heap and the timer; items fire outside of it
    private readonly List<ScheduledItem> _fired = []; // used by the one thread that holds _firing
    private ScheduledItem?[] _heap = new ScheduledItem?[16];
    private int _count;
    private long _sequence;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private bool _disposed;
    private bool _firing;

    public ActorScheduler(ActorSystemImpl system, TimeProvider clock)
    {
        _system = system;
        _clock = clock;
        _start = clock.GetTimestamp();

        // Made here, where no actor runs: a timer keeps the execution context of its maker for life.
        _timer = clock.CreateTimer(static state => ((ActorScheduler)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IAdvancedScheduler Advanced => this;

    public DateTimeOffset Now => _clock.GetUtcNow();

    public TimeSpan MonotonicClock => _clock.GetElapsedTime(_start);

    public TimeSpan HighResMonotonicClock => _clock.GetElapsedTime(_start);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        Add(new ScheduledTell(receiver, message, sender, cancelable, null), delay, cancelable);
    }

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Add(new ScheduledTell(receiver, message, sender, cancelable, interval), initialDelay, cancelable);
    }

    public void ScheduleOnce(TimeSpan delay, Action action) => ScheduleOnce(delay, action, null);

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable? cancelable)
    {
        ArgumentNullException.ThrowIfNull(action);
        Add(new ScheduledAction(_system, action, cancelable, null), delay, cancelable);
    }

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) =>
        ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable? cancelable)
    {
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Add(new ScheduledAction(_system, action, cancelable, interval), initialDelay, cancelable);
    }

    /// <summary>Puts an item in; after the system's end it is silently refused, since nobody is left to serve.</summary>
    public void Add(ScheduledItem item, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        long due = AddTime(_clock.GetTimestamp(), delay);
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            item.Scheduler = this;
            Push_NeedsLock(item, due);
            Arm_NeedsLock();
        }
    }

    public void Remove(ScheduledItem item)
    {
        lock (_gate)
        {
            item.Scheduler = null; // a repeating item that is firing now is not put back
            if (item.HeapIndex >= 0)
            {
                RemoveAt_NeedsLock(item.HeapIndex);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Array.Clear(_heap);
            _count = 0;
            _timer.Dispose();
        }
    }

    private void Add(ScheduledItem item, TimeSpan delay, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true })
        {
            return;
        }

        Add(item, delay);

        // Frees the place in the heap at once; the registration goes with the cancelable.
        cancelable?.Token.UnsafeRegister(static state => ((ScheduledItem)state!).Cancel(), item);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            if (_firing || _disposed)
            {
                return; // the thread that is firing looks again before it leaves
            }

            _firing = true;
        }

        while (true)
        {
            lock (_gate)
            {
                _fired.Clear();
                long now = _clock.GetTimestamp();
                while (_count > 0 && _heap[0]!.Due <= now)
                {
                    ScheduledItem item = _heap[0]!;
                    RemoveAt_NeedsLock(0);
                    _fired.Add(item);
                    if (item.Interval is { } interval)
                    {
                        long next = AddTime(item.Due, interval);
                        Push_NeedsLock(item, next > now ? next : AddTime(now, interval));
                    }
                    else
                    {
                        item.Scheduler = null;
                    }
                }

                if (_fired.Count == 0 || _disposed)
                {
                    _firing = false;
                    Arm_NeedsLock();
                    return;
                }
            }

            foreach (ScheduledItem item in _fired)
            {
                item.Fire();
            }
        }
    }

    private void Arm_NeedsLock()
    {
        if (_count == 0 || _disposed || _firing || _heap[0]!.Due >= _armedFor)
        {
            return; // an early ring finds nothing due and arms again: cheaper than moving the timer at each removal
        }

        _armedFor = _heap[0]!.Due;
        TimeSpan wait = _clock.GetElapsedTime(_clock.GetTimestamp(), _armedFor);
        if (ReferenceEquals(_clock, TimeProvider.System))
        {
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)); // its timers cut milliseconds off and would ring early
        }

        _timer.Change(wait < SmallestWait ? SmallestWait : wait, Timeout.InfiniteTimeSpan);
    }

    private long AddTime(long timestamp, TimeSpan time)
    {
        double ticks = time.Ticks * ((double)_clock.TimestampFrequency / TimeSpan.TicksPerSecond);
        return ticks >= long.MaxValue - timestamp ? long.MaxValue - 1 : timestamp + (long)Math.Ceiling(ticks);
    }

    private void Push_NeedsLock(ScheduledItem item, long due)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        item.Due = due;
        item.Sequence = _sequence++;
        Place_NeedsLock(item, _count++);
        SiftUp_NeedsLock(item.HeapIndex);
    }

    private void RemoveAt_NeedsLock(int index)
    {
        _heap[index]!.HeapIndex = -1;
        ScheduledItem last = _heap[--_count]!;
        _heap[_count] = null;
        if (index < _count)
        {
            Place_NeedsLock(last, index);
            SiftUp_NeedsLock(index);
            SiftDown_NeedsLock(last.HeapIndex);
        }
    }

    private void SiftUp_NeedsLock(int index)
    {
        ScheduledItem item = _heap[index]!;
        while (index > 0 && IsBefore(item, _heap[(index - 1) / 2]!))
        {
            Place_NeedsLock(_heap[(index - 1) / 2]!, index);
            index = (index - 1) / 2;
        }

        Place_NeedsLock(item, index);
    }

    private void SiftDown_NeedsLock(int index)
    {
        ScheduledItem item = _heap[index]!;
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && IsBefore(_heap[child + 1]!, _heap[child]!))
            {
                child++;
            }

            if (!IsBefore(_heap[child]!, item))
            {
                break;
            }

            Place_NeedsLock(_heap[child]!, index);
            index = child;
        }

        Place_NeedsLock(item, index);
    }

    private void Place_NeedsLock(ScheduledItem item, int index)
    {
        _heap[index] = item;
        item.HeapIndex = index;
    }

    private static bool IsBefore(ScheduledItem left, ScheduledItem right) =>
        left.Due < right.Due || (left.Due == right.Due && left.Sequence < right.Sequence);
}
