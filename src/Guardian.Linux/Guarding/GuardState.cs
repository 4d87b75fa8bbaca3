namespace Guardian.Linux.Guarding;

/// <summary>What a guard knows of its node; moments are in nanoseconds of <see cref="BootClock"/>.</summary>
internal readonly record struct GuardState
{
    /// <summary>The node's process has ended.</summary>
    public bool NodeHasEnded { get; init; }

    /// <summary>The node has said that nothing may float any more and that the guard is to end.</summary>
    public bool IsDismissed { get; init; }

    /// <summary>Until when floating processes may live, as last told; null when nothing was told.</summary>
    public long? Until { get; init; }

    /// <summary>The latest of all moments told: no launch has a later one.</summary>
    public long Latest { get; init; }

    /// <summary>The same with a moment that was told.</summary>
    public GuardState Told(long until) => this with { Until = until, Latest = Math.Max(Latest, until) };
}
