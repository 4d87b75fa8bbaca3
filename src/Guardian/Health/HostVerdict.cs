namespace Guardian.Health;

/// <summary>How the server is, and why.</summary>
/// <param name="State">Healthy, warning (processor, load) or critical (memory: the kernel kills next).</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Why, worst first.</param>
/// <param name="History">What to remember until the next check.</param>
public sealed record HostVerdict(HealthState State, int Score, ValueArray<string> Reasons, HostHistory History)
{
    /// <summary>Limits that are crossed, worst first.</summary>
    public ValueArray<HostFinding> Findings { get; init; } = [];
}
