using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Guardian.Council;

/// <summary>What the council decided on a proposal, with everything a person needs to follow it.</summary>
/// <param name="Proposal">Id of the proposal.</param>
/// <param name="Plan">Id of the chosen plan.</param>
/// <param name="Outcome">How the decision came about.</param>
/// <param name="Confidence">In percent, 0 to 100.</param>
/// <param name="Unanimous">Whether every seat that voted was in favour.</param>
/// <param name="Reason">In words, with figures.</param>
/// <param name="Standings">Every plan with its result, best first.</param>
/// <param name="Ballots">The ballots that were counted.</param>
/// <param name="Absent">Seats without a ballot.</param>
/// <param name="Milliseconds">From proposal to decision.</param>
public sealed record Decision(
    string Proposal,
    string Plan,
    DecisionOutcome Outcome,
    int Confidence,
    bool Unanimous,
    string Reason,
    ImmutableArray<PlanStanding> Standings,
    ImmutableArray<Ballot> Ballots,
    ImmutableArray<Seat> Absent,
    double Milliseconds)
{
    /// <summary>Which nodes took part; null for a meeting on a node that is in no cluster, and in what older versions wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Attendance? Attendance { get; init; }
}
