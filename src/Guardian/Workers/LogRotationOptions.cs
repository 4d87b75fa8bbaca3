using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>When a worker's log file is rotated and how long its archives are kept.</summary>
/// <remarks>HOCON: <c>logs</c> of a worker; defaults are written once, in the reference file.</remarks>
public sealed record LogRotationOptions
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

    internal static LogRotationOptions Read(HoconSection at, ConfigProblems problems)
    {
        LogRotationOptions read = new()
        {
            MaxSize = at.Bytes("max-size"),
            Keep = at.Int32("keep"),
            MaxAge = at.Duration("max-age"),
            Compress = at.Boolean("compress"),
        };
        problems.Require(read.MaxSize >= 4096, at.Path("max-size"), read.MaxSize, "must be 4 KiB or more");
        problems.Require(read.Keep is >= 0 and <= 10_000, at.Path("keep"), read.Keep, "must be 0 to 10000");
        problems.Require(read.MaxAge > TimeSpan.Zero, at.Path("max-age"), read.MaxAge, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
