namespace Guardian.Cluster;

/// <summary>A replica that nobody holds and that this node may take.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Replica">Which replica.</param>
/// <param name="Rank">Nodes that suit it better and go first: 0 takes it at once, each further one waits a little longer.</param>
public sealed record TakeVerdict(string Worker, int Replica, int Rank);
