namespace Guardian.Workers;

/// <summary>How many instances of a worker run.</summary>
/// <remarks>HOCON: <c>instances</c> of a worker.</remarks>
public sealed partial record InstanceOptions
{
    /// <summary>Fewest that must run well; below that the worker is critical.</summary>
    /// <value>0 to <see cref="Start"/>.</value>
    public required int Min { get; init; }

    /// <summary>Most that may be scaled up to.</summary>
    /// <value><see cref="Start"/> to 10000.</value>
    public required int Max { get; init; }

    /// <summary>How many run at first, until somebody scales.</summary>
    /// <value><see cref="Min"/> to <see cref="Max"/>.</value>
    public required int Start { get; init; }
}
