using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>When an instance that lives and answers still counts as stuck.</summary>
/// <remarks>HOCON: <c>health.progress</c> of a worker. Both rules need the worker's word by sd_notify.</remarks>
public sealed record ProgressOptions
{
    /// <summary>An instance that has announced progress (<c>X_GUARDIAN_PROGRESS=n</c>) and is not busy by its own word is stuck when
    /// the figure rests this long.</summary>
    /// <value>Longer than zero, or null for never. For workers that always have work, or count their idle rounds as progress.</value>
    public required TimeSpan? Timeout { get; init; }

    /// <summary>An instance that says <c>X_GUARDIAN_BUSY=1</c> is stuck when it stays so this long without progress.</summary>
    /// <value>Longer than zero, or null for never: a worker busy by its own word is believed.</value>
    public required TimeSpan? BusyTimeout { get; init; }

    internal static ProgressOptions Read(HoconSection at, ConfigProblems problems)
    {
        ProgressOptions read = new() { Timeout = at.DurationOrNull("timeout"), BusyTimeout = at.DurationOrNull("busy-timeout") };
        problems.Require(
            read.Timeout is null || read.Timeout > TimeSpan.Zero, at.Path("timeout"), read.Timeout, "must be longer than zero, or null");
        problems.Require(
            read.BusyTimeout is null || read.BusyTimeout > TimeSpan.Zero,
            at.Path("busy-timeout"),
            read.BusyTimeout,
            "must be longer than zero, or null");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
