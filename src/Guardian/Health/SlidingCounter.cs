namespace Guardian.Health;

/// <summary>Counts events of the last while in a fixed amount of memory.</summary>
/// <remarks>
/// The window is cut into <see cref="Slices"/> slices and moves by one slice at a time, so an event counts for the window's length plus
/// at most
/// one slice (cautious: never for less). Used by one actor; not thread-safe.
/// </remarks>
/// <param name="window">Length of the window, longer than zero.</param>
public sealed class SlidingCounter(TimeSpan window)
{
    /// <summary>Slices of a window; its resolution is a sixtieth.</summary>
    public const int Slices = 60;

    private readonly int[] _counts = new int[Slices + 1]; // one more than the window, for the slice that is only partly inside it
    private readonly long _sliceTicks = Math.Max(1, (window.Ticks + Slices - 1) / Slices);
    private long _newest = long.MinValue; // number of the newest slice written to
    private int _total;

    /// <summary>Length of the window.</summary>
    public TimeSpan Window { get; } = window > TimeSpan.Zero
        ? window
        : throw new ArgumentOutOfRangeException(nameof(window), window, "must be longer than zero");

    /// <summary>Counts events.</summary>
    /// <param name="now">When they happened; not before an earlier call's moment (an earlier one counts as that).</param>
    /// <param name="events">How many, 0 or more. The total stops at <see cref="int.MaxValue"/>.</param>
    public void Add(MonotonicTime now, int events = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        MoveTo(now);
        int room = int.MaxValue - _total;
        int counted = Math.Min(events, room);
        _counts[Slot(_newest)] += counted;
        _total += counted;
    }

    /// <summary>Events inside the window.</summary>
    /// <param name="now">End of the window.</param>
    /// <returns>0 or more.</returns>
    public int Count(MonotonicTime now)
    {
        MoveTo(now);
        return _total;
    }

    /// <summary>Events per minute, over the whole window.</summary>
    /// <param name="now">End of the window.</param>
    /// <returns>0 or more. A window that has only begun is taken as whole, so that one early event is not a high rate.</returns>
    public double PerMinute(MonotonicTime now) => Count(now) / Window.TotalMinutes;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    private void MoveTo(MonotonicTime now)
    {
        long slice = now.SinceOrigin.Ticks / _sliceTicks;
        if (slice <= _newest)
        {
            return;
        }

        if (_newest == long.MinValue || slice - _newest > Slices)
        {
            Clear();
        }
        else
        {
            for (long passed = _newest + 1; passed <= slice; passed++)
            {
                _total -= _counts[Slot(passed)];
                _counts[Slot(passed)] = 0;
            }
        }

        _newest = slice;
    }

    private int Slot(long slice) => (int)(slice % _counts.Length);
}
