namespace Guardian.Benchmarks.Actors;

/// <summary>
/// Wall time and processor time of a stretch of work. Processor time also tells something on a machine that has other work to do.
/// </summary>
internal readonly struct Meter
{
    private readonly long _start;
    private readonly TimeSpan _processor;

    private Meter(long start, TimeSpan processor)
    {
        _start = start;
        _processor = processor;
    }

    public static Meter Start() => new(TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);

    public Cost Stop(long operations) =>
        new(TimeProvider.System.GetElapsedTime(_start).TotalNanoseconds / operations, (Environment.CpuUsage.TotalTime - _processor).TotalNanoseconds / operations);
}
