using Guardian.Workers;

namespace Guardian.Health;

/// <summary>A worker as the health of the whole system sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state.</param>
/// <param name="Score">Its score, 0 to 100.</param>
/// <param name="Critical">Whether the definition calls it critical.</param>
public sealed record WorkerSummary(string Name, WorkerState State, int Score, bool Critical);
