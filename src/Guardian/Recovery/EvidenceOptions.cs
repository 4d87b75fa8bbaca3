using Guardian.Hocon;

namespace Guardian.Recovery;

/// <summary>What is kept of an incident before anything is touched.</summary>
/// <remarks>HOCON: <c>guardian.recovery.evidence</c>.</remarks>
public sealed record EvidenceOptions
{
    /// <summary>Last lines of the log.</summary>
    /// <value>0 to 1000.</value>
    public required int Lines { get; init; }

    /// <summary>Longest that a worker's evidence command may take.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Timeout { get; init; }

    internal static EvidenceOptions Read(HoconSection at, ConfigProblems problems)
    {
        EvidenceOptions read = new() { Lines = at.Int32("lines"), Timeout = at.Duration("timeout") };
        problems.Require(read.Lines is >= 0 and <= 1000, at.Path("lines"), read.Lines, "must be 0 to 1000");
        problems.Require(read.Timeout > TimeSpan.Zero, at.Path("timeout"), read.Timeout, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
