using Guardian.Hocon;
using Guardian.Journal;

namespace Guardian;

/// <summary>How long the journal keeps what happened.</summary>
/// <remarks>HOCON: <c>guardian.retention</c>; defaults are written once, in the reference file.</remarks>
public sealed record RetentionOptions
{
    /// <summary>Events older than this may go.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>Newest events of each stream that stay whatever their age.</summary>
    /// <value>0 or more.</value>
    public required int KeepNewest { get; init; }

    /// <summary>What that means at one moment.</summary>
    /// <param name="now">Wall time.</param>
    /// <returns>What the journal is asked to keep.</returns>
    public JournalRetention At(DateTimeOffset now) =>
        new(MaxAge < now - DateTimeOffset.MinValue ? now - MaxAge : DateTimeOffset.MinValue, KeepNewest);

    internal static RetentionOptions Read(HoconSection at, ConfigProblems problems)
    {
        RetentionOptions read = new() { MaxAge = at.Duration("max-age"), KeepNewest = at.Int32("keep-newest") };
        problems.Require(read.MaxAge > TimeSpan.Zero, at.Path("max-age"), read.MaxAge, "must be longer than zero");
        problems.Require(read.KeepNewest >= 0, at.Path("keep-newest"), read.KeepNewest, "must be 0 or more");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
