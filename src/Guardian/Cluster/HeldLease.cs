namespace Guardian.Cluster;

/// <summary>A replica of a floating worker that this node holds.</summary>
/// <param name="Replica">Which replica, from 0.</param>
/// <param name="Token">Fencing token of the grant.</param>
public sealed record HeldLease(int Replica, long Token);
