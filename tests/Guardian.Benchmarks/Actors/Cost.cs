namespace Guardian.Benchmarks.Actors;

/// <summary>What one operation took, in nanoseconds.</summary>
/// <param name="Wall">By the clock.</param>
/// <param name="Processor">Of all processors together.</param>
internal readonly record struct Cost(double Wall, double Processor);
