namespace Guardian.Journal;

/// <summary>A stream was not where the writer expected it: somebody else has written meanwhile.</summary>
/// <param name="stream">Name of the stream.</param>
/// <param name="expected">What the writer expected.</param>
/// <param name="actual">Where the stream is.</param>
public sealed class SequenceConflictException(string stream, long expected, long actual)
    : Exception($"stream '{stream}' is at {actual}, not at {expected}")
{
    /// <summary>Name of the stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>What the writer expected.</summary>
    public long Expected { get; } = expected;

    /// <summary>Where the stream is.</summary>
    public long Actual { get; } = actual;
}
