namespace Guardian.Cluster.Bus;

/// <summary>Where the sending of a node's journal is.</summary>
/// <param name="Stands">What stands in the shared journal, as far as this process knows; null for nothing.</param>
/// <param name="Position">After which position of the node's own journal it goes on.</param>
internal sealed record ForwardPlace(ForwardCursor? Stands, long Position);
