namespace Guardian.Learning.Forecasts;

/// <summary>Neighbouring values of a series, thinned to one point.</summary>
/// <param name="At">Mean of their times.</param>
/// <param name="Value">Their mean.</param>
/// <param name="Low">The lowest of them.</param>
/// <param name="Count">How many they are; 1 or more.</param>
public readonly record struct TrendPoint(MonotonicTime At, double Value, double Low, int Count)
{
    /// <summary>Both as one point.</summary>
    internal TrendPoint Merge(TrendPoint later)
    {
        double share = (double)later.Count / (Count + later.Count);
        return new TrendPoint(
            At + ((later.At - At) * share), (Value * (1 - share)) + (later.Value * share), Math.Min(Low, later.Low), Count + later.Count);
    }
}
