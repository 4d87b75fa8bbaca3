using System.Collections.Immutable;

namespace Guardian.Sages.Patterns;

/// <summary>One worker's faults come again and again shortly before another's.</summary>
/// <param name="Root">The worker that fails first.</param>
/// <param name="Times">How often.</param>
/// <param name="Of">Faults of the later worker that are remembered.</param>
/// <param name="Seconds">Mean time between.</param>
public sealed record Cascade(string Root, int Times, int Of, double Seconds)
{
    /// <summary>Fewest times that make a pattern.</summary>
    public const int FewestTimes = 3;

    /// <summary>Least share of the later worker's faults that the earlier one's must precede.</summary>
    public const double LeastShare = 0.6;

    /// <summary>Looks for the worker whose faults come before a worker's.</summary>
    /// <param name="recent">Recent faults, oldest first.</param>
    /// <param name="worker">The worker that may fail in consequence.</param>
    /// <param name="within">Longest time between.</param>
    /// <returns>The strongest root, or null. One that fails after the worker as often as before it is no root.</returns>
    public static Cascade? Before(ImmutableArray<FaultSeen> recent, string worker, TimeSpan within)
    {
        FaultSeen[] own = [.. recent.Where(fault => fault.Worker == worker)];
        return recent.Where(fault => fault.Worker is not null && fault.Worker != worker).Select(fault => fault.Worker!).Distinct(StringComparer.Ordinal)
            .Select(other => (Other: other, Delays: Delays(recent, other, own, within)))
            .Where(pair => pair.Delays.Length >= FewestTimes && pair.Delays.Length >= LeastShare * own.Length
                && Delays(recent, worker, [.. recent.Where(fault => fault.Worker == pair.Other)], within).Length < pair.Delays.Length / 2.0)
            .OrderByDescending(pair => pair.Delays.Length).ThenBy(pair => pair.Other, StringComparer.Ordinal)
            .Select(pair => new Cascade(pair.Other, pair.Delays.Length, own.Length, pair.Delays.Average()))
            .FirstOrDefault();
    }

    // For each later fault, the time since the latest earlier one, when that is within reach.
    private static double[] Delays(ImmutableArray<FaultSeen> recent, string earlier, FaultSeen[] later, TimeSpan within) =>
    [
        .. later
            .Select(fault => recent.LastOrDefault(other => other.Worker == earlier && other.Now < fault.Now && fault.Now - other.Now <= within) is { } found
                ? (fault.Now - found.Now).TotalSeconds
                : double.NaN)
            .Where(double.IsFinite),
    ];
}
