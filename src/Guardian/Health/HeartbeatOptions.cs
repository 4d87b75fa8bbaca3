namespace Guardian.Health;

/// <summary>A file that the worker touches to show that it lives.</summary>
/// <remarks>HOCON: <c>health.heartbeat</c> of a worker.</remarks>
public sealed partial record HeartbeatOptions
{
    /// <summary>The file, or null for no heartbeat.</summary>
    /// <value>Path, relative to the worker's directory; placeholders allowed, and needed where there may be several instances.</value>
    public required string? File { get; init; }

    /// <summary>Age of the file from which the instance counts as hung.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Timeout { get; init; }
}
