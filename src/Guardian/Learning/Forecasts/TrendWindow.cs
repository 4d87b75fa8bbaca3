namespace Guardian.Learning.Forecasts;

/// <summary>Keeps the newest part of a series, thinned, for a forecast.</summary>
/// <remarks>Bounded: about as many points as asked for. As long as little is known each point stands for little time; when there are
/// too many, neighbours are merged. Not thread-safe. A restarted instance begins anew: call <see cref="Clear"/>, or the old life's
/// memory looks like a fall.</remarks>
public sealed class TrendWindow
{
    private const double Largest = 1e300;

    /// <summary>How much finer a young window is than a full one; a power of two.</summary>
    private const int Finest = 64;

    private readonly TimeSpan _length;
    private readonly int _most;
    private readonly long _coarseStep;
    private readonly List<TrendPoint> _points = [];
    private long _step;
    private MonotonicTime _last;

    /// <summary>An empty window.</summary>
    /// <param name="options">Its length and how many points it is thinned to.</param>
    public TrendWindow(ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _length = options.Window;
        _most = options.Points;
        _step = Math.Max(1, options.Window.Ticks / options.Points / Finest);
        _coarseStep = _step * Finest;
    }

    /// <summary>The points, oldest first.</summary>
    public IReadOnlyList<TrendPoint> Points => _points;

    /// <summary>Adds a value; what is older than the window goes.</summary>
    /// <param name="at">When it was sampled. A time before the last one's is ignored with its value.</param>
    /// <param name="value">What was sampled; ignored when it is not finite.</param>
    public void Add(MonotonicTime at, double value)
    {
        if (!double.IsFinite(value) || (_points.Count > 0 && at < _last))
        {
            return;
        }

        _last = at;
        double held = Math.Clamp(value, -Largest, Largest);
        Append(new TrendPoint(at, held, held, 1));
        int old = _points.TakeWhile(point => at - point.At > _length).Count();
        _points.RemoveRange(0, old);
        while (_points.Count > _most && _step < _coarseStep)
        {
            _step *= 2;
            TrendPoint[] finer = [.. _points];
            _points.Clear();
            foreach (TrendPoint point in finer)
            {
                Append(point);
            }
        }
    }

    /// <summary>Forgets everything, as after a restart.</summary>
    public void Clear()
    {
        _points.Clear();
        _step = _coarseStep / Finest;
    }

    private void Append(TrendPoint point)
    {
        if (_points.Count > 0 && _points[^1].At.SinceOrigin.Ticks / _step == point.At.SinceOrigin.Ticks / _step)
        {
            _points[^1] = _points[^1].Merge(point);
        }
        else
        {
            _points.Add(point);
        }
    }
}
