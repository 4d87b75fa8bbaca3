namespace Guardian.Workers;

/// <summary>Where a floating worker runs, as its node knows it.</summary>
/// <param name="Replica">The replica that this node holds, or null.</param>
/// <param name="Token">Fencing token of that, or null.</param>
/// <param name="Where">In words: here, on other nodes, or why nowhere.</param>
public sealed record FloatingStatus(int? Replica, long? Token, string Where);
