using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>Where an instance keeps what must outlive it, and what saves and restores it.</summary>
/// <remarks>HOCON: <c>state</c> of a worker.</remarks>
public sealed record StateOptions
{
    /// <summary>Command that captures state before a stop, or null.</summary>
    public required ValueArray<string>? Save { get; init; }

    /// <summary>Command that restores it after a start, or null.</summary>
    public required ValueArray<string>? Restore { get; init; }

    /// <summary>Longest that either may take.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Directory handed over as <c>GUARDIAN_STATE_DIR</c>; null for one of its own for each instance under the node's data
    /// directory.</summary>
    /// <value>Path, relative to the worker's directory; placeholders allowed.</value>
    public required string? Directory { get; init; }

    internal static StateOptions Read(HoconSection at, ConfigProblems problems)
    {
        StateOptions read = new()
        {
            Save = Commands.ReadOptional(at, "save", problems),
            Restore = Commands.ReadOptional(at, "restore", problems),
            Directory = at.TextOrNull("directory"),
            Timeout = at.Duration("timeout"),
        };
        problems.Require(read.Timeout > TimeSpan.Zero, at.Path("timeout"), read.Timeout, "must be longer than zero");
        problems.Require(
            read.Directory is not "", at.Path("directory"), read.Directory, "must not be empty; null stands for the node's own place");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
