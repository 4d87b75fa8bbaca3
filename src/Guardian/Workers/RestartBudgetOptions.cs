using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>How many restarts a crashing instance gets before the reflex stops trying at once.</summary>
/// <remarks>HOCON: <c>restart.budget</c> of a worker; defaults are written once, in the reference file.</remarks>
public sealed record RestartBudgetOptions
{
    /// <summary>Restarts granted within <see cref="Within"/>.</summary>
    /// <value>0 to 1000; 0 gives up at the first crash.</value>
    public required int Restarts { get; init; }

    /// <summary>Length of the sliding window, on the monotonic clock; a restart exactly this old still counts.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Within { get; init; }

    internal static RestartBudgetOptions Read(HoconSection at, ConfigProblems problems)
    {
        RestartBudgetOptions read = new() { Restarts = at.Int32("restarts"), Within = at.Duration("within") };
        problems.Require(read.Restarts is >= 0 and <= 1000, at.Path("restarts"), read.Restarts, "must be 0 to 1000");
        problems.Require(read.Within > TimeSpan.Zero, at.Path("within"), read.Within, "must be longer than zero");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
