namespace Guardian.Cluster.Postgres.Tests.History;

/// <summary>A time in which a node was sure to hold a key, on the monotonic clock of this process.</summary>
/// <param name="Key">The key.</param>
/// <param name="Node">The node.</param>
/// <param name="Token">Its fencing token.</param>
/// <param name="From">When the grant had come.</param>
/// <param name="To">When it was given back, or its lease ended by the node's own reckoning.</param>
internal sealed record Belief(string Key, string Node, long Token, TimeSpan From, TimeSpan To);
