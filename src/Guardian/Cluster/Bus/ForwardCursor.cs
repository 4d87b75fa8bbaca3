namespace Guardian.Cluster.Bus;

/// <summary>How far a node's own journal has been sent, as the shared journal says.</summary>
/// <param name="Sequence">Place of this word in its stream.</param>
/// <param name="Home">Identity of the data directory whose journal was sent.</param>
/// <param name="Run">Identity of the process that sent it.</param>
/// <param name="Position">Position of the last event sent, in the node's own journal.</param>
internal sealed record ForwardCursor(long Sequence, Guid Home, Guid Run, long Position);
