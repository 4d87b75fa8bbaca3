using Guardian.Actors.TestKit;

namespace Guardian.Tests.Workers.Actors;

/// <summary>The manual clock, which also tells when its next timer is due, so that a test can move from event to event and miss none.</summary>
internal sealed class StepClock : TimeProvider
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Lock _gate = new(); // guards the list of timers, what is due, and _firing
    private readonly List<Watched> _timers = [];
    private int _firing;

    public override long TimestampFrequency => _clock.TimestampFrequency;

    /// <summary>Moment of the next timer, in ticks, or null; now while one is firing on another thread.</summary>
    public long? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _firing > 0 ? GetTimestamp() : _timers.Min(timer => timer.Due);
            }
        }
    }

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public void Advance(TimeSpan delta) => _clock.Advance(delta);

    public void JumpWallClock(TimeSpan by) => _clock.SetUtcNow(_clock.GetUtcNow() + by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Watched watched = new(this);
        watched.Inner = _clock.CreateTimer(
            inner =>
            {
                lock (_gate)
                {
                    _firing++;
                    watched.Due = watched.Due <= GetTimestamp() ? null : watched.Due; // it may have been set again meanwhile
                }

                try
                {
                    callback(inner);
                }
                finally
                {
                    lock (_gate)
                    {
                        _firing--;
                    }
                }
            },
            state,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            _timers.Add(watched);
        }

        watched.Change(dueTime, period);
        return watched;
    }

    private sealed class Watched(StepClock clock) : ITimer
    {
        public ITimer Inner { get; set; } = null!; // set before anybody sees it

        public long? Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetTimestamp() + dueTime.Ticks;
            }

            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }

            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
