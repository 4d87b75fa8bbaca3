using Guardian.Faults;

namespace Guardian.Health;

/// <summary>How one instance is, and why.</summary>
/// <param name="State">The worst of what was found.</param>
/// <param name="Score">0 to 100, in the band of the state (<see cref="HealthScore"/>).</param>
/// <param name="Reasons">What was found, worst first, in words with figures; empty when there is nothing to say.</param>
/// <param name="Faults">Every fault that stands now.</param>
/// <param name="Raised">Those of <paramref name="Faults"/> that did not stand at the last check: to be answered once.</param>
/// <param name="Cleared">Kinds that stood at the last check and no longer do.</param>
/// <param name="History">What to remember until the next check.</param>
public sealed record HealthVerdict(
    HealthState State,
    int Score,
    ValueArray<string> Reasons,
    ValueArray<Fault> Faults,
    ValueArray<Fault> Raised,
    ValueArray<FaultKind> Cleared,
    HealthHistory History)
{
    /// <summary>Whether the instance may be given work and counts for those that depend on it: it runs and its ready probe, if any,
    /// passes.</summary>
    public required bool IsReady { get; init; }
}
