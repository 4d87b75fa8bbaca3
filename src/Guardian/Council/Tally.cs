using System.Collections.Immutable;
using Guardian.Learning;
using Guardian.Recovery;

namespace Guardian.Council;

/// <summary>Counts the ballots of a meeting and decides.</summary>
/// <remarks>
/// <para>A seat's score of a plan is the mean of its sages' scores, weighted by their confidence; the council's score is the mean over the
/// seats that judged it, weighted by trust. The plan with the highest score is chosen among those that nobody vetoed and that have as many
/// seats in favour as they need: more for what destroys or stops widely (<see cref="WideRule"/>). Equal scores are decided by lower cost,
/// then smaller scope, then the order of the proposal (the ladder).</para>
/// <para>A seat that is absent, or abstains on a plan, is not in favour of it. When fewer seats judge a plan than must be in favour, all of
/// them must be, and never fewer than the least; what is wide needs the full number always. When too few have voted, only what touches one
/// instance at most may be chosen, and as many seats as are present are enough. When no plan has the seats it needs, the best one that touches
/// one instance at most is tried, if nobody vetoed it, it has not failed in this incident, and the council thinks more of it than of asking a
/// person. When none is left, and when nobody voted, a person is asked: that is always open and cannot be vetoed.</para>
/// <para>The result does not depend on the order of the ballots, more support for the chosen plan never makes it lose, and a common factor
/// on all confidences changes the confidence of the decision only (as long as it moves none across <see cref="CouncilOptions.Abstain"/> or
/// <see cref="VetoOptions.Confidence"/>).</para>
/// </remarks>
public static class Tally
{
    /// <summary>Below half a seat's favour a plan is not worth the trouble, whatever asking a person is worth.</summary>
    private const double LeastToTry = 0.25;

    /// <summary>Decides on a proposal.</summary>
    /// <param name="proposal">What was put to the vote.</param>
    /// <param name="ballots">What came in, in any order; <see cref="CountedVotes"/> says what counts.</param>
    /// <param name="expectedNodes">Live nodes that were asked, 1 or more. Nodes that voted without having been counted in count as well.</param>
    /// <param name="trust">Weight of each seat.</param>
    /// <param name="options">The rules.</param>
    /// <param name="elapsed">Since the proposal was put to the vote; told on.</param>
    /// <returns>The decision, with its reason in words.</returns>
    public static Decision Decide(
        Proposal proposal,
        IReadOnlyCollection<Ballot> ballots,
        int expectedNodes,
        TrustWeights trust,
        CouncilOptions options,
        TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(ballots);
        ArgumentNullException.ThrowIfNull(trust);
        ArgumentNullException.ThrowIfNull(options);
        ImmutableArray<Ballot> counted = CountedVotes.Of(proposal.Id, ballots);
        int nodes = Math.Max(Math.Max(1, expectedNodes), counted.Select(static ballot => ballot.Node).Distinct(StringComparer.Ordinal).Count());
        Vote vote = new(counted, nodes * Seats.All.Length, proposal.Case.Running, trust, options);
        (Plan Plan, PlanStanding Standing)[] ranked =
        [
            .. proposal.Plans.DistinctBy(static plan => plan.Id, StringComparer.Ordinal)
                .Select(plan => (Plan: plan, Standing: Standings.Of(plan, vote)))
                .OrderByDescending(static each => each.Standing.Score) // the sort is stable: what is equal stays in the order of the ladder
                .ThenBy(static each => each.Plan.Cost)
                .ThenBy(static each => each.Plan.Scope),
        ];
        ImmutableArray<PlanStanding> standings = [.. ranked.Select(static each => each.Standing)];
        PlanStanding? chosen = counted.IsEmpty ? null : ranked.FirstOrDefault(each => MayWin(each.Plan, each.Standing, vote)).Standing;
        if (chosen is null && vote.HasQuorum)
        {
            double asking = Math.Max(LeastToTry, standings.FirstOrDefault(static standing => standing.Plan == ActionNames.Escalate)?.Score ?? 0);
            chosen = ranked.FirstOrDefault(each => each.Standing.Score > asking && MayBeTried(each.Plan, each.Standing, proposal, vote)).Standing;
        }

        DecisionOutcome outcome = chosen switch
        {
            null => DecisionOutcome.Escalated,
            { } won when won.InFavour < won.Needed => DecisionOutcome.SmallestOnly,
            _ when vote.HasQuorum => DecisionOutcome.Voted,
            { Plan: ActionNames.Escalate } => DecisionOutcome.Escalated,
            _ => DecisionOutcome.SmallestOnly,
        };
        PlanStanding? result = chosen ?? standings.FirstOrDefault(static standing => standing.Plan == ActionNames.Escalate);
        int present = Seats.All.Length - vote.Absent.Length;
        return new Decision(
            proposal.Id,
            chosen?.Plan ?? ActionNames.Escalate,
            outcome,
            result is null ? 0 : DecisionConfidence.Of(result, standings, vote),
            present > 0 && result?.InFavour == present,
            DecisionReason.Of(chosen, standings, vote, elapsed),
            standings,
            counted,
            vote.Absent,
            elapsed.TotalMilliseconds);
    }

    /// <summary>One broken instance is not left broken because the seats are lukewarm: what reaches no further may be tried, once.</summary>
    private static bool MayBeTried(Plan plan, PlanStanding standing, Proposal proposal, Vote vote) =>
        plan.Id != ActionNames.Escalate
        && standing.VetoedBy.IsEmpty
        && standing.SeatScores.Length >= vote.Options.Seats.Least
        && !proposal.Case.Failed.Contains(plan.Id)
        && WideRule.IsSmallest(plan, vote.Running, vote.Options.Wide);

    private static bool MayWin(Plan plan, PlanStanding standing, Vote vote) =>
        standing.VetoedBy.IsEmpty
        && standing.InFavour >= standing.Needed
        && (vote.HasQuorum || plan.Id == ActionNames.Escalate || WideRule.IsSmallest(plan, vote.Running, vote.Options.Wide));
}
