namespace Guardian.Testing.Floating;

/// <summary>A worker's replica has gone from one process to the next.</summary>
/// <param name="From">The earlier process.</param>
/// <param name="To">The later one.</param>
internal sealed record Handover(FloatingLife From, FloatingLife To)
{
    /// <summary>Seconds during which it did not live.</summary>
    public double Gap => To.Begun - From.Last;

    /// <summary>Whether another node has it now.</summary>
    public bool IsFailover => From.Node != To.Node;
}
