namespace Guardian.Learning.Anomalies;

/// <summary>The median of the newest values of a stream.</summary>
/// <remarks>Keeps the values in order; adding one moves at most <paramref name="size"/> of them, which for the sizes used here is
/// faster than any tree.</remarks>
/// <param name="size">Values that count.</param>
internal sealed class SlidingMedian(int size)
{
    private readonly double[] _arrived = new double[size];
    private readonly double[] _sorted = new double[size];
    private int _count;
    private int _next;

    /// <summary>True when as many values as asked for have arrived.</summary>
    public bool IsFull => _count == _arrived.Length;

    /// <summary>The median; only when <see cref="IsFull"/>.</summary>
    public double Value => (_sorted[(_count - 1) / 2] + _sorted[_count / 2]) / 2;

    /// <summary>Adds a value; the oldest goes.</summary>
    /// <param name="value">Finite.</param>
    public void Add(double value)
    {
        if (IsFull)
        {
            int gone = Array.BinarySearch(_sorted, _arrived[_next]);
            Array.Copy(_sorted, gone + 1, _sorted, gone, _count - gone - 1);
            _count--;
        }

        int at = Array.BinarySearch(_sorted, 0, _count, value);
        at = at < 0 ? ~at : at;
        Array.Copy(_sorted, at, _sorted, at + 1, _count - at);
        _sorted[at] = value;
        _count++;
        _arrived[_next] = value;
        _next = (_next + 1) % _arrived.Length;
    }
}
