namespace Guardian.Council;

/// <summary>Asks every sage for its ballot. Published to the event stream.</summary>
/// <param name="Proposal">What is put to the vote.</param>
/// <param name="Council">Where the <see cref="Ballot"/> is told to. Ballots that come after the deadline are dropped there.</param>
public sealed record CallToVote(Proposal Proposal, IActorRef Council);
