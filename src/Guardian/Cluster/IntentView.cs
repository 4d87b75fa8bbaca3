namespace Guardian.Cluster;

/// <summary>What a person wants of a floating worker, on whichever node it runs.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Run">True to run, false to stay stopped.</param>
/// <param name="Instances">How many instances on each node that runs it, or null for what the definition says.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When, by the store's clock.</param>
public sealed record IntentView(string Worker, bool Run, int? Instances, string By, DateTimeOffset At);
