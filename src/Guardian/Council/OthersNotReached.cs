namespace Guardian.Council;

/// <summary>Tells the council that a call did not reach the other nodes: it need not wait for them.</summary>
/// <param name="Proposal">Id of the proposal.</param>
internal sealed record OthersNotReached(string Proposal);
