using Guardian.Hocon;

namespace Guardian.Council;

/// <summary>Seats in favour that a plan needs to be chosen.</summary>
/// <remarks>HOCON: <c>guardian.council.seats</c>; defaults are written once, in the reference file.</remarks>
public sealed record SeatsOptions
{
    /// <summary>For most plans.</summary>
    /// <value><see cref="Least"/> to 4.</value>
    public required int Needed { get; init; }

    /// <summary>For plans that destroy or stop widely. Seats that are absent or abstain never lower it.</summary>
    /// <value><see cref="Needed"/> to 4.</value>
    public required int NeededWide { get; init; }

    /// <summary>When fewer seats than <see cref="Needed"/> judge a plan, all of those must be in favour, and at least this many.</summary>
    /// <value>1 to 4.</value>
    public required int Least { get; init; }

    internal static SeatsOptions Read(HoconSection at, ConfigProblems problems)
    {
        SeatsOptions read = new() { Needed = at.Int32("needed"), NeededWide = at.Int32("needed-wide"), Least = at.Int32("least") };
        problems.Require(read.Least is >= 1 and <= 4, at.Path("least"), read.Least, "must be 1 to 4");
        problems.Require(read.Needed is >= 1 and <= 4, at.Path("needed"), read.Needed, "must be 1 to 4");
        problems.Require(read.NeededWide is >= 1 and <= 4, at.Path("needed-wide"), read.NeededWide, "must be 1 to 4");
        problems.Require(read.Least <= read.Needed, at.Path("least"), read.Least, $"must not be more than needed ({read.Needed})");
        problems.Require(
            read.Needed <= read.NeededWide, at.Path("needed-wide"), read.NeededWide, $"must not be fewer than needed ({read.Needed})");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
