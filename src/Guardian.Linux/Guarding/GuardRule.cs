namespace Guardian.Linux.Guarding;

/// <summary>When a guard kills, looks again, and ends. Moments and times are in nanoseconds.</summary>
internal static class GuardRule
{
    /// <summary>Least time from one look to the next while nothing is found.</summary>
    public const long Pause = 100_000_000;

    /// <summary>Most time from one look to the next, however much a look costs.</summary>
    public const long LongestPause = 1_000_000_000;

    private const long FirstAgain = 2_000_000; // a killed process is mostly gone after as long
    private const int CostShare = 25; // looking takes no more than this part of a processor

    /// <summary>Why floating processes must not live now.</summary>
    public static GuardCause Cause(GuardState state, long now) => state switch
    {
        { IsDismissed: true } => GuardCause.Dismissed,
        { NodeHasEnded: true } => GuardCause.NodeEnded,
        { Until: { } until } when now >= until => GuardCause.Late,
        _ => GuardCause.None,
    };

    /// <summary>Whether the guard's work is over after a look that found nothing.</summary>
    /// <param name="state">What it knows.</param>
    /// <param name="lookedAt">When that look began.</param>
    /// <remarks>
    /// A process that the node has launched just before its end may not have executed anything yet and carries no mark. It looks at the clock
    /// itself before it does: so the last look is the one that begins when nothing told allows it any more.
    /// </remarks>
    public static bool IsOver(GuardState state, long lookedAt) => state.IsDismissed || (state.NodeHasEnded && lookedAt >= state.Latest);

    /// <summary>Time from the end of a look to the next.</summary>
    /// <param name="foundInARow">How many looks in a row have found something, this one included; 0 when it found nothing.</param>
    /// <param name="took">What it took.</param>
    public static long UntilNextLook(int foundInARow, long took) => foundInARow > 0
        ? Math.Min(Pause, FirstAgain << Math.Min(foundInARow - 1, 10))
        : Math.Clamp(took * CostShare, Pause, LongestPause);
}
