using Guardian.Hocon;

namespace Guardian.Sages.Patterns;

/// <summary>How far apart in time the pattern sage still sees a connection, and how much it remembers.</summary>
/// <remarks>HOCON: <c>guardian.sages.pattern</c>; defaults are written once, in the reference file.</remarks>
public sealed record PatternSageOptions
{
    /// <summary>Faults of the same kind on several workers within this time have a common cause.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Window { get; init; }

    /// <summary>Longest time from one worker's fault to another's that may be its consequence.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Cascade { get; init; }

    /// <summary>Closer than this, repetitions of a signature are one episode: rhythm is looked for between episodes.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Episode { get; init; }

    /// <summary>Signatures whose history is kept; the one that was not seen for the longest time goes first.</summary>
    /// <value>16 to 10,000.</value>
    public required int Signatures { get; init; }

    /// <summary>Past incidents that a new one is compared with, newest.</summary>
    /// <value>3 to 5,000.</value>
    public required int Cases { get; init; }

    internal static PatternSageOptions Read(HoconSection at, ConfigProblems problems)
    {
        PatternSageOptions read = new()
        {
            Window = at.Duration("window"),
            Cascade = at.Duration("cascade"),
            Episode = at.Duration("episode"),
            Signatures = at.Int32("signatures"),
            Cases = at.Int32("cases"),
        };
        problems.Require(read.Window > TimeSpan.Zero, at.Path("window"), read.Window, "must be longer than zero");
        problems.Require(read.Cascade > TimeSpan.Zero, at.Path("cascade"), read.Cascade, "must be longer than zero");
        problems.Require(read.Episode > TimeSpan.Zero, at.Path("episode"), read.Episode, "must be longer than zero");
        problems.Require(read.Signatures is >= 16 and <= 10_000, at.Path("signatures"), read.Signatures, "must be 16 to 10000");
        problems.Require(read.Cases is >= 3 and <= 5_000, at.Path("cases"), read.Cases, "must be 3 to 5000");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
