using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>A file that the worker touches to show that it lives.</summary>
/// <remarks>HOCON: <c>health.heartbeat</c> of a worker.</remarks>
public sealed record HeartbeatOptions
{
    /// <summary>The file, or null for no heartbeat.</summary>
    /// <value>Path, relative to the worker's directory; placeholders allowed, and needed where there may be several instances.</value>
    public required string? File { get; init; }

    /// <summary>Age of the file from which the instance counts as hung.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Timeout { get; init; }

    internal static HeartbeatOptions Read(HoconSection at, ConfigProblems problems)
    {
        HeartbeatOptions read = new() { File = at.TextOrNull("file"), Timeout = at.Duration("timeout") };
        problems.Require(read.File is not "", at.Path("file"), read.File, "must not be empty; null stands for no heartbeat");
        problems.Require(read.Timeout > TimeSpan.Zero, at.Path("timeout"), read.Timeout, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
