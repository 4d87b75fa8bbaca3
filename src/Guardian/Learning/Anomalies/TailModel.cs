using System.Buffers;

namespace Guardian.Learning.Anomalies;

/// <summary>Says how rare a value is among the newest values of a stream, also when it lies beyond all of them.</summary>
/// <remarks>
/// The highest and the lowest 2 % of a sliding reference are fitted with a generalised Pareto distribution, as extreme value
/// theory has it and Siffer and others do for streams (Anomaly detection in streams with extreme value theory, KDD 2017).
/// The fit is by probability-weighted moments (Hosking and Wallis, Technometrics 29, 1987), which needs no iteration.
/// Memory: 8 bytes for each value of the reference. Time: constant, and a sort of the reference 40 times per reference.
/// </remarks>
internal sealed class TailModel(int capacity)
{
    /// <summary>Share of the reference that counts as a tail: the theory is about few, the fit needs some ten.</summary>
    private const double TailShare = 0.02;

    private const int LeastTail = 10;

    /// <summary>Values before the first fit: ten times the least tail, so that a tail is at most a tenth of all.</summary>
    private const int LeastValues = 100;

    private const int FitsPerReference = 40;

    /// <summary>Heaviest tail believed: at 1/2 the variance stops being finite, and with it what few values can tell.</summary>
    private const double HeaviestShape = 0.5;

    /// <summary>Least scale of a tail, in widths of the middle 80 %: a tail without any spread would make any step past it an event.</summary>
    private const double LeastScale = 0.05;

    /// <summary>Rarer than this nothing is said to be; it keeps the figures finite.</summary>
    private const double MostDecades = 300;

    private readonly double[] _values = new double[capacity];
    private int _count;
    private int _next;
    private int _sinceFit;
    private Tail _high;
    private Tail _low;

    /// <summary>True when enough values are known to judge one.</summary>
    public bool IsFitted { get; private set; }

    /// <summary>Median of the reference at its last fit.</summary>
    public double Median { get; private set; }

    /// <summary>Width of the middle 80 % of the reference at its last fit.</summary>
    public double Width { get; private set; }

    /// <summary>How rare a value as high as this is.</summary>
    /// <param name="value">Finite.</param>
    /// <returns>Decades: 4 for one in 10,000; 0 for anything outside the tail.</returns>
    public double RarityHigh(double value) => IsFitted ? _high.Rarity(value) : 0;

    /// <summary>How rare a value as low as this is.</summary>
    /// <param name="value">Finite.</param>
    /// <returns>Decades: 4 for one in 10,000; 0 for anything outside the tail.</returns>
    public double RarityLow(double value) => IsFitted ? _low.Rarity(-value) : 0;

    /// <summary>Learns one value.</summary>
    /// <param name="value">Finite.</param>
    /// <param name="limit">Decades: a rarer value is learnt as one just this rare, so that one event does not make the next look usual.</param>
    /// <param name="leastScale">Least scale of a tail, in the values' unit; 0 or more.</param>
    public void Learn(double value, double limit, double leastScale)
    {
        if (IsFitted && double.IsFinite(limit))
        {
            value = Math.Min(Math.Max(value, -_low.Quantile(limit)), _high.Quantile(limit));
        }

        _values[_next] = value;
        _next = (_next + 1) % _values.Length;
        _count = Math.Min(_count + 1, _values.Length);
        _sinceFit++;
        if (_count >= LeastValues && (!IsFitted || _sinceFit >= Math.Max(1, _values.Length / FitsPerReference)))
        {
            Fit(leastScale);
        }
    }

    private void Fit(double leastScale)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(_count);
        Span<double> sorted = rented.AsSpan(0, _count);
        _values.AsSpan(0, _count).CopyTo(sorted);
        sorted.Sort();
        Median = sorted[_count / 2];
        Width = sorted[(int)(0.9 * (_count - 1))] - sorted[(int)(0.1 * (_count - 1))];
        double least = Math.Max(LeastScale * Width, leastScale);
        _high = FitTail(sorted, least);
        sorted.Reverse();
        foreach (ref double value in sorted)
        {
            value = -value;
        }

        _low = FitTail(sorted, least);
        ArrayPool<double>.Shared.Return(rented);
        IsFitted = true;
        _sinceFit = 0;
    }

    private static Tail FitTail(ReadOnlySpan<double> ascending, double least)
    {
        int size = Math.Max(LeastTail, (int)(ascending.Length * TailShare));
        double start = ascending[^(size + 1)];
        double mean = 0;
        double weighted = 0; // weighted by the empirical chance of more, with Hosking and Wallis' plotting position
        for (int at = 0; at < size; at++)
        {
            double excess = (ascending[ascending.Length - size + at] - start) / size;
            mean += excess;
            weighted += (1 - ((at + 1 - 0.35) / size)) * excess;
        }

        double shape = 0;
        double scale = mean;
        if (mean > least && mean > 2 * weighted)
        {
            // A tail that ends (a negative shape) is never believed: the next value may well lie beyond.
            shape = Math.Clamp(2 - (mean / (mean - (2 * weighted))), 0, HeaviestShape);
            scale = mean * (1 - shape);
        }

        return new Tail(start, Math.Max(scale, Math.Max(least, double.Epsilon)), shape, Math.Log10((double)size / ascending.Length));
    }

    /// <summary>A generalised Pareto tail above a start.</summary>
    private readonly record struct Tail(double Start, double Scale, double Shape, double LogShare)
    {
        public double Rarity(double value)
        {
            double excess = (value - Start) / Scale;
            if (excess <= 0)
            {
                return 0;
            }

            double decades = Shape > 1e-9 ? Math.Log10(1 + (Shape * excess)) / Shape : excess / Math.Log(10);
            return Math.Min(decades - LogShare, MostDecades);
        }

        public double Quantile(double decades)
        {
            double beyond = decades + LogShare;
            double excess = Shape > 1e-9 ? (Math.Pow(10, beyond * Shape) - 1) / Shape : beyond * Math.Log(10);
            return Start + (Scale * Math.Max(0, excess));
        }
    }
}
