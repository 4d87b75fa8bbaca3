namespace Guardian.Workers;

/// <summary>When a worker's log file is rotated and how long its archives are kept.</summary>
/// <remarks>HOCON: <c>logs</c> of a worker; defaults are written once, in the reference file.</remarks>
public sealed partial record LogRotationOptions
{
    /// <summary>Size from which the log is rotated.</summary>
    /// <value>Bytes, 4096 or more.</value>
    public required long MaxSize { get; init; }

    /// <summary>Archives kept at most; the oldest go first.</summary>
    /// <value>0 or more.</value>
    public required int Keep { get; init; }

    /// <summary>Archives older than this are deleted.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>Whether archives are compressed (gzip).</summary>
    public required bool Compress { get; init; }
}
