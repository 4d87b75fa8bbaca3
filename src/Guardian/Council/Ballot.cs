using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>One sage's scores for the plans of a proposal.</summary>
/// <param name="Proposal">Id of the proposal.</param>
/// <param name="Seat">Whose seat.</param>
/// <param name="Node">Name of the sage's node.</param>
/// <param name="Analysis">What the sage sees in the case, in one to four sentences with figures: for the minutes.</param>
/// <param name="Scores">At most one for each plan; a plan that is not named is not judged by this sage.</param>
public sealed record Ballot(string Proposal, Seat Seat, string Node, string Analysis, ImmutableArray<PlanScore> Scores);
