using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>How sure the council is of its decision, in percent.</summary>
/// <remarks>
/// The geometric mean of three figures from 0 to 1, so that one that is missing cannot be made up for by the others:
/// support: trust in the seats in favour, times the share of the expected voters that voted;
/// sureness: the seats' confidence, weighted by trust, an absent or abstaining seat counting as 0;
/// lead: (1 + a - b) / 2, a the plan's score and b that of the best other plan without a veto.
/// A unanimous vote of sages that are 70 % sure, 0.2 ahead of the next plan, gives 75 %.
/// </remarks>
internal static class DecisionConfidence
{
    /// <summary>The confidence in a plan.</summary>
    /// <param name="chosen">The plan's standing.</param>
    /// <param name="standings">All of them.</param>
    /// <param name="vote">The vote.</param>
    /// <returns>0 to 100.</returns>
    public static int Of(PlanStanding chosen, ImmutableArray<PlanStanding> standings, Vote vote)
    {
        double support = vote.Turnout
            * chosen.SeatScores.Where(score => score.Score >= vote.Options.InFavour).Sum(score => vote.Trust.Of(score.Seat));
        double sureness = chosen.SeatScores.Sum(score => vote.Trust.Of(score.Seat) * score.Confidence);
        double next = standings.Where(other => other.Plan != chosen.Plan && other.VetoedBy.IsEmpty).Select(static other => other.Score).DefaultIfEmpty(0).Max();
        double lead = (1 + chosen.Score - next) / 2;
        return (int)Math.Round(100 * Math.Cbrt(Share(support) * Share(sureness) * Share(lead)));
    }

    private static double Share(double value) => Math.Clamp(value, 0, 1);
}
