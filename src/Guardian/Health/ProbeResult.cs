namespace Guardian.Health;

/// <summary>Answer of one probe.</summary>
public abstract record ProbeResult
{
    private ProbeResult() { }

    /// <summary>The probed side is well.</summary>
    /// <param name="Took">How long the answer took.</param>
    public sealed record Success(TimeSpan Took) : ProbeResult;

    /// <summary>The probed side is not well.</summary>
    /// <param name="Reason">In words, with figures.</param>
    /// <param name="Took">How long it took to know.</param>
    public sealed record Failure(string Reason, TimeSpan Took) : ProbeResult;

    /// <summary>The question could not be put; no action follows from it.</summary>
    /// <param name="Reason">In words.</param>
    public sealed record Unknown(string Reason) : ProbeResult;
}
