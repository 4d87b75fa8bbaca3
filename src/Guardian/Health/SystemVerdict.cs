namespace Guardian.Health;

/// <summary>How the node with all its workers is, and why.</summary>
/// <param name="State">The state.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Why, worst first.</param>
public sealed record SystemVerdict(HealthState State, int Score, ValueArray<string> Reasons);
