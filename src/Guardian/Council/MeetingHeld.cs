namespace Guardian.Council;

/// <summary>A meeting is over: the data of its minutes. Published to the event stream, and kept in the journal.</summary>
/// <param name="Proposal">What was put to the vote.</param>
/// <param name="Decision">What was decided, with the ballots that were counted.</param>
public sealed record MeetingHeld(Proposal Proposal, Decision Decision);
