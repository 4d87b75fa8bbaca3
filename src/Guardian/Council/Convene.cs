namespace Guardian.Council;

/// <summary>Asks the council for a decision; the sender is told the <see cref="Decision"/>, always.</summary>
/// <param name="Proposal">What is put to the vote.</param>
public sealed record Convene(Proposal Proposal);
