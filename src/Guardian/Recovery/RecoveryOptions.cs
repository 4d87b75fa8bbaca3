using Guardian.Hocon;

namespace Guardian.Recovery;

/// <summary>How incidents are handled on this node.</summary>
/// <remarks>HOCON: <c>guardian.recovery</c>; defaults are written once, in the reference file.</remarks>
public sealed record RecoveryOptions
{
    /// <summary>Whether decisions are carried out; a worker may say otherwise.</summary>
    public required RecoveryMode Mode { get; init; }

    /// <summary>Plans that are tried for one trouble before a person is asked.</summary>
    /// <value>1 to 10.</value>
    public required int Attempts { get; init; }

    /// <summary>A trouble that comes back within this long after it was cured goes on counting attempts; after a person was asked, nothing is
    /// tried for this long.</summary>
    /// <value>Zero or longer.</value>
    public required TimeSpan Cooldown { get; init; }

    /// <summary>Longest until the worker is healthy again after a plan.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan VerifyWithin { get; init; }

    /// <summary>How long the trouble must stay away before the plan counts as a cure.</summary>
    /// <value>Zero or longer.</value>
    public required TimeSpan Settle { get; init; }

    /// <summary>Most incidents that are acted on at a time; the most important first.</summary>
    /// <value>1 to 100.</value>
    public required int Parallel { get; init; }

    /// <summary>Longest that one action may take.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan ActionTimeout { get; init; }

    /// <summary>How long the action <c>wait</c> waits.</summary>
    /// <value>Zero or longer.</value>
    public required TimeSpan Wait { get; init; }

    /// <summary>How much may be in recovery at a time.</summary>
    public required BrakeOptions Brake { get; init; }

    /// <summary>When the same trouble on many workers is one.</summary>
    public required CommonCauseOptions CommonCause { get; init; }

    /// <summary>What is kept before anything is touched.</summary>
    public required EvidenceOptions Evidence { get; init; }

    internal static RecoveryOptions Read(HoconSection at, ConfigProblems problems)
    {
        RecoveryOptions read = new()
        {
            Mode = at.Choice<RecoveryMode>("mode"),
            Attempts = at.Int32("attempts"),
            Cooldown = at.Duration("cooldown"),
            VerifyWithin = at.Duration("verify-within"),
            Settle = at.Duration("settle"),
            Parallel = at.Int32("parallel"),
            ActionTimeout = at.Duration("action-timeout"),
            Wait = at.Duration("wait"),
            Brake = BrakeOptions.Read(at.Section("brake"), problems),
            CommonCause = CommonCauseOptions.Read(at.Section("common-cause"), problems),
            Evidence = EvidenceOptions.Read(at.Section("evidence"), problems),
        };
        problems.Require(read.Attempts is >= 1 and <= 10, at.Path("attempts"), read.Attempts, "must be 1 to 10");
        problems.Require(read.Cooldown >= TimeSpan.Zero, at.Path("cooldown"), read.Cooldown, "must be zero or longer");
        problems.Require(read.VerifyWithin > TimeSpan.Zero, at.Path("verify-within"), read.VerifyWithin, "must be longer than zero");
        problems.Require(read.Settle >= TimeSpan.Zero, at.Path("settle"), read.Settle, "must be zero or longer");
        problems.Require(read.Parallel is >= 1 and <= 100, at.Path("parallel"), read.Parallel, "must be 1 to 100");
        problems.Require(read.ActionTimeout > TimeSpan.Zero, at.Path("action-timeout"), read.ActionTimeout, "must be longer than zero");
        problems.Require(read.Wait >= TimeSpan.Zero, at.Path("wait"), read.Wait, "must be zero or longer");
        problems.Require(read.Wait < read.ActionTimeout, at.Path("wait"), read.Wait, "must be shorter than action-timeout, or the action wait never ends well");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
