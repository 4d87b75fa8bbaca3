using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>When and how fast an ended instance is started again.</summary>
/// <remarks>HOCON: <c>restart</c> of a worker; defaults are written once, in the reference file. Applied by
/// <see cref="RestartPolicy"/>.</remarks>
public sealed record RestartOptions
{
    /// <summary>Which ends are followed by a restart.</summary>
    public required RestartMode Mode { get; init; }

    /// <summary>Delay before the first restart after a stable life.</summary>
    /// <value>Zero (at once) or more, at most <see cref="Cap"/>.</value>
    public required TimeSpan First { get; init; }

    /// <summary>Delay before the second restart; later ones grow from it.</summary>
    /// <value>Longer than zero, at most <see cref="Cap"/>.</value>
    public required TimeSpan Delay { get; init; }

    /// <summary>What the delay is multiplied by from one restart to the next.</summary>
    /// <value>1 (constant) to 100.</value>
    public required double Factor { get; init; }

    /// <summary>Longest delay, jitter included.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Cap { get; init; }

    /// <summary>Share of the delay that chance may add, so that workers felled together do not return together.</summary>
    /// <value>0 to 1.</value>
    public required double Jitter { get; init; }

    /// <summary>Healthy time after which the delay starts from <see cref="First"/> again, and the pause after a spent budget.</summary>
    /// <value>Longer than zero. The reset needs ten times the last delay when that is longer.</value>
    public required TimeSpan ResetAfter { get; init; }

    /// <summary>How many restarts are granted within which time.</summary>
    public required RestartBudgetOptions Budget { get; init; }

    /// <summary>Exit codes with a meaning of their own.</summary>
    public required ExitCodeOptions ExitCodes { get; init; }

    internal static RestartOptions Read(HoconSection at, ConfigProblems problems)
    {
        RestartOptions read = new()
        {
            Mode = at.Choice<RestartMode>("mode"),
            First = at.Duration("first"),
            Delay = at.Duration("delay"),
            Factor = at.Number("factor"),
            Cap = at.Duration("cap"),
            Jitter = at.Fraction("jitter"),
            ResetAfter = at.Duration("reset-after"),
            Budget = RestartBudgetOptions.Read(at.Section("budget"), problems),
            ExitCodes = ExitCodeOptions.Read(at.Section("exit-codes"), problems),
        };
        problems.Require(read.First >= TimeSpan.Zero, at.Path("first"), read.First, "must be zero or longer");
        problems.Require(read.Delay > TimeSpan.Zero, at.Path("delay"), read.Delay, "must be longer than zero");
        problems.Require(read.Factor is >= 1 and <= 100, at.Path("factor"), read.Factor, "must be 1 to 100");
        problems.Require(read.Cap > TimeSpan.Zero, at.Path("cap"), read.Cap, "must be longer than zero");
        problems.Require(read.Jitter is >= 0 and <= 1, at.Path("jitter"), read.Jitter, "must be 0 % to 100 %");
        problems.Require(read.ResetAfter > TimeSpan.Zero, at.Path("reset-after"), read.ResetAfter, "must be longer than zero");
        if (read.Cap > TimeSpan.Zero)
        {
            problems.Require(
                read.First <= read.Cap, at.Path("first"), read.First, $"must not be longer than cap ({Wording.Duration(read.Cap)})");
            problems.Require(
                read.Delay <= read.Cap, at.Path("delay"), read.Delay, $"must not be longer than cap ({Wording.Duration(read.Cap)})");
        }

        at.RejectUnreadKeys(problems);
        return read;
    }
}
