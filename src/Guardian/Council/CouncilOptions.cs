using Guardian.Hocon;

namespace Guardian.Council;

/// <summary>How the council votes: how long it waits, who must have voted, and what a plan needs to be chosen.</summary>
/// <remarks>HOCON: <c>guardian.council</c>; defaults are written once, in the reference file. Applied by <see cref="Tally"/>.</remarks>
public sealed record CouncilOptions
{
    /// <summary>Longest that a meeting waits for ballots.</summary>
    /// <value>10 ms to 10 min.</value>
    public required TimeSpan Deadline { get; init; }

    /// <summary>Most meetings at the same time. One more is answered at once: a person is asked.</summary>
    /// <value>1 to 10,000.</value>
    public required int Meetings { get; init; }

    /// <summary>More than this share of the expected voters (four seats on each live node) must have voted.</summary>
    /// <value>0 (one ballot is enough) to under 1.</value>
    public required double Quorum { get; init; }

    /// <summary>Least score with which a seat is in favour of a plan.</summary>
    /// <value>Over 0, up to 1.</value>
    public required double InFavour { get; init; }

    /// <summary>Confidence below which a sage's score does not count: it abstains on that plan.</summary>
    /// <value>0 (every score counts) to 1.</value>
    public required double Abstain { get; init; }

    /// <summary>Seats in favour that a plan needs.</summary>
    public required SeatsOptions Seats { get; init; }

    /// <summary>What makes a plan one that destroys or stops widely.</summary>
    public required WideOptions Wide { get; init; }

    /// <summary>When a veto counts.</summary>
    public required VetoOptions Veto { get; init; }

    internal static CouncilOptions Read(HoconSection at, ConfigProblems problems)
    {
        CouncilOptions read = new()
        {
            Deadline = at.Duration("deadline"),
            Meetings = at.Int32("meetings"),
            Quorum = at.Fraction("quorum"),
            InFavour = at.Fraction("in-favour"),
            Abstain = at.Fraction("abstain"),
            Seats = SeatsOptions.Read(at.Section("seats"), problems),
            Wide = WideOptions.Read(at.Section("wide"), problems),
            Veto = VetoOptions.Read(at.Section("veto"), problems),
        };
        problems.Require(
            read.Deadline >= TimeSpan.FromMilliseconds(10) && read.Deadline <= TimeSpan.FromMinutes(10),
            at.Path("deadline"),
            read.Deadline,
            "must be 10 ms to 10 min");
        problems.Require(read.Meetings is >= 1 and <= 10_000, at.Path("meetings"), read.Meetings, "must be 1 to 10000");
        problems.Require(read.Quorum is >= 0 and < 1, at.Path("quorum"), read.Quorum, "must be 0 % to under 100 %");
        problems.Require(read.InFavour is > 0 and <= 1, at.Path("in-favour"), read.InFavour, "must be over 0 % and at most 100 %");
        problems.Require(read.Abstain is >= 0 and <= 1, at.Path("abstain"), read.Abstain, "must be 0 % to 100 %");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
