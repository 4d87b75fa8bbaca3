using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Hosting;

/// <summary>One worker with its last events.</summary>
/// <param name="Worker">Its status.</param>
/// <param name="Command">What it runs.</param>
/// <param name="Directory">Where.</param>
/// <param name="Events">What happened to it last, newest first; empty when the store is away.</param>
public sealed record WorkerDetail(WorkerStatus Worker, ImmutableArray<string> Command, string Directory, ImmutableArray<WorkerHappening> Events)
{
    /// <summary>Chance that it fails within the next hour; null when nothing can be said.</summary>
    public WorkerRisk? Risk { get; init; }
}
