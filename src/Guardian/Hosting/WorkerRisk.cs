using System.Collections.Immutable;

namespace Guardian.Hosting;

/// <summary>Chance that a worker fails within the next hour.</summary>
/// <param name="Percent">0 to 99.</param>
/// <param name="Reasons">What it comes from, the weightiest first.</param>
public sealed record WorkerRisk(int Percent, ImmutableArray<string> Reasons);
