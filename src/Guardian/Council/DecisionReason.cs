using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Council;

/// <summary>Puts a decision into words, with the figures that led to it.</summary>
internal static class DecisionReason
{
    /// <summary>The reason.</summary>
    /// <param name="chosen">The plan that was chosen, or null when none could be.</param>
    /// <param name="standings">Every plan, best first.</param>
    /// <param name="vote">The vote.</param>
    /// <param name="elapsed">Since the proposal was put to the vote.</param>
    /// <returns>For example <c>restart chosen with 0.81 against 0.64 for hard_restart; incident and task in favour (2 of 2 needed)</c>.</returns>
    public static string Of(PlanStanding? chosen, ImmutableArray<PlanStanding> standings, Vote vote, TimeSpan elapsed)
    {
        if (vote.Ballots.IsEmpty)
        {
            return $"no ballot of {Wording.Count(vote.Expected, "sage")} came within {Wording.Duration(elapsed)}: a person is asked";
        }

        string turnout = vote.HasQuorum ? string.Empty
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{vote.Ballots.Length} of {Wording.Count(vote.Expected, "sage")} voted, more than {vote.Options.Quorum * vote.Expected:0.#} are needed, so only what touches one instance at most may be done; ");
        if (chosen is null)
        {
            PlanStanding? best = standings.FirstOrDefault();
            return $"{turnout}no plan could be chosen{(best is null ? string.Empty : $" (best: {Shortfall(best, vote)})")}: a person is asked";
        }

        string words = $"{chosen.Plan} chosen with {CouncilWords.Figure(chosen.Score)}";
        if (standings.FirstOrDefault(standing => standing.Plan != chosen.Plan && standing.VetoedBy.IsEmpty && !standing.SeatScores.IsEmpty) is { } next)
        {
            words += $" against {CouncilWords.Figure(next.Score)} for {next.Plan}";
        }

        words += $"; {Seats.List(InFavour(chosen, vote))} in favour ({chosen.InFavour} of {chosen.Needed} needed)";
        if (vote.HasQuorum && chosen.InFavour < chosen.Needed)
        {
            return $"{words}; no plan has all the seats it needs, so the best one that touches one instance at most is tried";
        }

        string passed = string.Join("; ", standings.TakeWhile(standing => standing.Plan != chosen.Plan).Take(2).Select(standing => Shortfall(standing, vote)));
        return turnout + words + (passed.Length > 0 ? $"; passed over: {passed}" : string.Empty);
    }

    /// <summary>Seats in favour of a plan.</summary>
    /// <param name="standing">Its standing.</param>
    /// <param name="vote">The vote.</param>
    /// <returns>In the order of the seats.</returns>
    private static IEnumerable<Seat> InFavour(PlanStanding standing, Vote vote) =>
        standing.SeatScores.Where(score => score.Score >= vote.Options.InFavour).Select(static score => score.Seat);

    private static string Shortfall(PlanStanding standing, Vote vote)
    {
        string score = $"{standing.Plan} with {CouncilWords.Figure(standing.Score)}";
        return !standing.VetoedBy.IsEmpty ? $"{score}, vetoed by {Seats.List(standing.VetoedBy)}"
            : standing.InFavour < standing.Needed ? string.Create(CultureInfo.InvariantCulture, $"{score}, {standing.InFavour} of {standing.Needed} seats in favour")
            : vote.HasQuorum ? score
            : $"{score}, too large for so few voters";
    }
}
