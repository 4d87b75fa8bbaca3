namespace Guardian.Council;

/// <summary>A meeting was called in which sages of other nodes have a vote. Published to the event stream, for whoever carries calls to them.</summary>
/// <param name="Proposal">What is put to the vote.</param>
/// <param name="Deadline">How long ballots are waited for.</param>
/// <remarks>Ballots of other nodes are told to the council; <see cref="OthersNotReached"/> when the call could not be sent.</remarks>
internal sealed record MeetingCalled(Proposal Proposal, TimeSpan Deadline);
