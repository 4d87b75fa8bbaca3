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
        int own = recent.Count(fault => fault.Worker == worker);
        return Delays(recent, worker, within)
            .Where(before => before.Value.Count >= FewestTimes && before.Value.Count >= LeastShare * own
                && (Delays(recent, before.Key, within).GetValueOrDefault(worker)?.Count ?? 0) < before.Value.Count / 2.0)
            .OrderByDescending(before => before.Value.Count).ThenBy(before => before.Key, StringComparer.Ordinal)
            .Select(before => new Cascade(before.Key, before.Value.Count, own, before.Value.Average()))
            .FirstOrDefault();
    }

    // For each fault of the worker, the time since the latest earlier one of each other worker within reach, in seconds.
    private static Dictionary<string, List<double>> Delays(ImmutableArray<FaultSeen> recent, string worker, TimeSpan within)
    {
        Dictionary<string, List<double>> delays = new(StringComparer.Ordinal);
        HashSet<string> counted = new(StringComparer.Ordinal);
        for (int at = 0; at < recent.Length; at++)
        {
            if (recent[at].Worker != worker)
            {
                continue;
            }

            counted.Clear();
            for (int back = at - 1; back >= 0 && recent[at].Now - recent[back].Now <= within; back--)
            {
                // What was heard of at the same moment came neither before nor after.
                if (recent[back].Worker is { } other && other != worker && recent[back].Now < recent[at].Now && counted.Add(other))
                {
                    (delays.TryGetValue(other, out List<double>? known) ? known : delays[other] = []).Add((recent[at].Now - recent[back].Now).TotalSeconds);
                }
            }
        }

        return delays;
    }
}
