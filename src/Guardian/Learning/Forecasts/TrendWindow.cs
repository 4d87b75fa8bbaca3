namespace Guardian.Learning.Forecasts;

/// <summary>Keeps the newest part of a series, thinned, for a forecast.</summary>
/// <remarks>Bounded: at most one more point than asked for. Not thread-safe. A restarted instance begins anew: call
/// <see cref="Clear"/>, or the old life's memory looks like a fall.</remarks>
public sealed class TrendWindow
{
    private const double Largest = 1e300;

    private readonly TimeSpan _length;
    private readonly TimeSpan _step;
    private readonly Queue<TrendPoint> _full = new();
    private TrendPoint _open;
    private long _openStep;
    private MonotonicTime _last;

    /// <summary>An empty window.</summary>
    /// <param name="options">Its length and how many points it is thinned to.</param>
    public TrendWindow(ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _length = options.Window;
        _step = TimeSpan.FromTicks(Math.Max(1, options.Window.Ticks / options.Points));
    }

    /// <summary>The points, oldest first.</summary>
    public IReadOnlyList<TrendPoint> Points => _open.Count == 0 ? [] : [.. _full, _open];

    /// <summary>Adds a value; what is older than the window goes.</summary>
    /// <param name="at">When it was sampled. A time before the last one's is ignored with its value.</param>
    /// <param name="value">What was sampled; ignored when it is not finite.</param>
    public void Add(MonotonicTime at, double value)
    {
        if (!double.IsFinite(value) || (_open.Count > 0 && at < _last))
        {
            return;
        }

        double held = Math.Clamp(value, -Largest, Largest);
        long step = at.SinceOrigin.Ticks / _step.Ticks;
        if (_open.Count > 0 && step == _openStep)
        {
            _open = _open.With(at, held);
        }
        else
        {
            if (_open.Count > 0)
            {
                _full.Enqueue(_open);
            }

            _open = new TrendPoint(at, held, held, 1);
            _openStep = step;
        }

        _last = at;
        while (_full.TryPeek(out TrendPoint oldest) && at - oldest.At > _length)
        {
            _full.Dequeue();
        }
    }

    /// <summary>Forgets everything, as after a restart.</summary>
    public void Clear()
    {
        _full.Clear();
        _open = default;
    }
}
