using System.Collections.Immutable;

namespace Guardian.Workers;

/// <summary>What the restart policy remembers of one instance's earlier lives.</summary>
/// <remarks>
/// Bounded: at most <c>budget.restarts</c> moments are kept. Kept by the instance's supervisor, handed to
/// <see cref="RestartPolicy.Judge"/>, and replaced by what the verdict carries.
/// </remarks>
public sealed record RestartHistory
{
    /// <summary>Nothing has happened yet, or nothing is held against the instance any more (<c>RESTART_RESET=1</c>, a person's
    /// start).</summary>
    public static RestartHistory Empty { get; } = new();

    /// <summary>Moments of the crashes that were answered by another life, oldest first; those older than the window are dropped.</summary>
    public ValueArray<MonotonicTime> Crashes { get; init; } = [];

    /// <summary>Crashes since the last stable life; decides the delay.</summary>
    /// <value>0 or more.</value>
    public int Streak { get; init; }

    /// <summary>The last delay, which a life must outlast tenfold to count as stable.</summary>
    public TimeSpan LastDelay { get; init; }

    /// <summary>Whether an instance healthy for this long counts as stable, so that its next crash is treated as a first one.</summary>
    /// <param name="healthy">Time started and healthy without a break.</param>
    /// <param name="options">The worker's policy.</param>
    /// <returns>True at <c>reset-after</c> or ten times the last delay, whichever is longer.</returns>
    public bool IsStable(TimeSpan healthy, RestartOptions options) =>
        healthy >= options.ResetAfter && healthy.Ticks / 10 >= LastDelay.Ticks;

    internal ImmutableArray<MonotonicTime> Within(MonotonicTime now, TimeSpan window) =>
        // A crash exactly one window old still counts: at the boundary the cautious answer wins.
        [.. Crashes.Where(crash => now - crash <= window)];
}
