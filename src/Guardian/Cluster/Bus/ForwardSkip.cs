namespace Guardian.Cluster.Bus;

/// <summary>A stretch of a node's own journal that is not sent, because the database was away for too long.</summary>
/// <param name="Count">Events in it.</param>
/// <param name="After">Position before it, in the node's own journal.</param>
/// <param name="Last">Its last position.</param>
internal sealed record ForwardSkip(long Count, long After, long Last);
