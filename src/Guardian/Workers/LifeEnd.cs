namespace Guardian.Workers;

/// <summary>The facts of one ended life of an instance, as the restart policy needs them.</summary>
public sealed record LifeEnd
{
    /// <summary>How the process ended; <see cref="ExitStatus.Unknown"/> when nobody saw it or it never ran.</summary>
    public required ExitStatus Exit { get; init; }

    /// <summary>How long the process lived.</summary>
    /// <value>Zero when it could not be started.</value>
    public required TimeSpan Up { get; init; }

    /// <summary>For how long, up to the end, it had been started and healthy without a break.</summary>
    /// <value>Zero to <see cref="Up"/>.</value>
    public required TimeSpan Healthy { get; init; }

    /// <summary>Whether it ever counted as started (<c>up-after</c>, <c>READY=1</c>, startup probe).</summary>
    public required bool Started { get; init; }

    /// <summary>On whose account it ended.</summary>
    public EndCause Cause { get; init; } = EndCause.Own;

    /// <summary>Why the process could not be started at all, or null when it ran.</summary>
    public string? CannotStart { get; init; }

    /// <summary>What the node ended it for, when <see cref="Cause"/> is not <see cref="EndCause.Own"/>; in words.</summary>
    public string? CauseReason { get; init; }
}
