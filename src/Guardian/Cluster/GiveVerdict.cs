namespace Guardian.Cluster;

/// <summary>A replica that this node holds and should hand over.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="To">Who should have it, or null for anybody.</param>
/// <param name="Reason">In words.</param>
/// <param name="Optional">It moves without need: one at a time, with pauses.</param>
public sealed record GiveVerdict(string Worker, string? To, string Reason, bool Optional);
