using Guardian.Workers;

namespace Guardian.Health;

/// <summary>How a worker is over all its instances, and why.</summary>
/// <param name="State">Its state.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Reasons">Why, in words: first what is wrong with the worker, then with its instances, each with its name.</param>
public sealed record WorkerVerdict(WorkerState State, int Score, ValueArray<string> Reasons);
