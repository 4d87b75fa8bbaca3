namespace Guardian.Learning.Forecasts;

/// <summary>Neighbouring values of a series, thinned to one point.</summary>
/// <param name="At">Mean of their times.</param>
/// <param name="Value">Their mean.</param>
/// <param name="Low">The lowest of them.</param>
/// <param name="Count">How many they are; 1 or more.</param>
public readonly record struct TrendPoint(MonotonicTime At, double Value, double Low, int Count)
{
    internal TrendPoint With(MonotonicTime at, double value) => new(
        At + ((at - At) / (Count + 1)), Value + ((value - Value) / (Count + 1)), Math.Min(Low, value), Count + 1);
}
