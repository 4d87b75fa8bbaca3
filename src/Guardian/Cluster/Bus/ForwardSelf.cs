namespace Guardian.Cluster.Bus;

/// <summary>Who sends a journal.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Home">Identity of its data directory (<see cref="NodeCard.Home"/>).</param>
/// <param name="Run">Identity of its process: a new one at each start of the node, the same at each restart of an actor.</param>
internal sealed record ForwardSelf(string Node, Guid Home, Guid Run);
