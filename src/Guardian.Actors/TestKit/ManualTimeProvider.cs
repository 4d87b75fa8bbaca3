namespace Guardian.Actors.TestKit;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire when it passes them, in order, on the thread that moves it.
/// </summary>
/// <remarks>
/// Safe to use from any thread, but to be moved by one at a time. The wall clock goes with the monotonic one, and can be made to jump
/// alone by <see cref="SetUtcNow"/>, as clocks of servers do. A timer set for at once fires on the pool, as of a real clock.
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new(); // guards all fields; timers fire outside of it
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _utcAtZero;
    private long _now;
    private long _sequence;

    /// <summary>Makes a clock that stands at the first second of 2026.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Makes a clock.</summary>
    /// <param name="start">What its wall clock shows.</param>
    public ManualTimeProvider(DateTimeOffset start) => _utcAtZero = start;

    /// <summary>Timers that are set and have not fired, or fire again; zero when everything that used the clock has let go of it.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _utcAtZero + TimeSpan.FromTicks(_now);
        }
    }

    /// <summary>Makes the wall clock jump; timers and timestamps do not notice.</summary>
    /// <param name="now">What it shows from now on.</param>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_gate)
        {
            _utcAtZero = now - TimeSpan.FromTicks(_now);
        }
    }

    /// <summary>Moves both clocks forward and fires what becomes due, each at its own time.</summary>
    /// <param name="delta">How far; zero or more.</param>
    public void Advance(TimeSpan delta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delta, TimeSpan.Zero);
        long target;
        lock (_gate)
        {
            target = _now + delta.Ticks;
        }

        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            ManualTimer? first = null;
            foreach (ManualTimer timer in _timers)
            {
                if (timer.Due <= target
                    && (first is null || timer.Due < first.Due || (timer.Due == first.Due && timer.Sequence < first.Sequence)))
                {
                    first = timer;
                }
            }

            _now = first is null ? Math.Max(_now, target) : Math.Max(_now, first.Due);
            first?.Rearm_NeedsLock();
            return first;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; }

        public long Sequence { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool atOnce = dueTime == TimeSpan.Zero;
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                Due = clock._now + dueTime.Ticks;
                if (atOnce)
                {
                    Rearm_NeedsLock();
                }
                else
                {
                    Sequence = clock._sequence++;
                    clock._timers.Add(this);
                }
            }

            if (atOnce)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            }

            return true;
        }

        public void Rearm_NeedsLock()
        {
            clock._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                Due += _period.Ticks;
                Sequence = clock._sequence++;
                clock._timers.Add(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
