using System.Collections.Immutable;
using Guardian.Learning;
using Guardian.Recovery;

namespace Guardian.Council;

/// <summary>The rule by which ballots become scores, vetoes and seats in favour of each plan.</summary>
internal static class Standings
{
    // Scores that differ by less are equal, so that the order of a sum's terms or a common factor never decides.
    private const int Decimals = 9;

    /// <summary>The result of one plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="vote">The vote.</param>
    /// <returns>Its standing; score 0 when nobody judged it.</returns>
    public static PlanStanding Of(Plan plan, Vote vote)
    {
        ImmutableArray<SeatScore>.Builder scores = ImmutableArray.CreateBuilder<SeatScore>(4);
        ImmutableArray<Seat>.Builder vetoes = ImmutableArray.CreateBuilder<Seat>(4);
        foreach (Seat seat in Seats.All)
        {
            if (Judge(seat, plan.Id, vote, out bool vetoed) is { } score)
            {
                scores.Add(score);
            }

            // Asking a person is open to the council whatever a sage thinks of it.
            if (vetoed && plan.Id != ActionNames.Escalate)
            {
                vetoes.Add(seat);
            }
        }

        return new PlanStanding(
            plan.Id,
            CouncilScore(scores, vote.Trust),
            scores.ToImmutable(),
            scores.Count(score => score.Score >= vote.Options.InFavour),
            Needed(plan, vote, Seats.All.Length - vote.Absent.Length, judging: scores.Count),
            vetoes.ToImmutable());
    }

    private static SeatScore? Judge(Seat seat, string plan, Vote vote, out bool vetoed)
    {
        (double weighted, double sure, int judges, int sages, int vetoes) = (0, 0, 0, 0, 0);
        foreach (Ballot ballot in vote.Ballots)
        {
            if (ballot.Seat != seat)
            {
                continue;
            }

            if (CountedVotes.ScoreOf(ballot, plan) is not { } score)
            {
                continue; // who is silent on a plan must not outvote those who forbid it
            }

            sages++;
            vetoes += CountedVotes.Vetoes(ballot, plan, vote.Options.Veto.Confidence) ? 1 : 0;
            if (score.Confidence > 0 && score.Confidence >= vote.Options.Abstain)
            {
                weighted += score.Score * score.Confidence;
                sure += score.Confidence;
                judges++;
            }
        }

        vetoed = vetoes > 0 && vetoes >= vote.Options.Veto.Share * sages;
        return judges == 0 ? null : new SeatScore(seat, Rounded(weighted / sure), Rounded(sure / judges));
    }

    private static double CouncilScore(ImmutableArray<SeatScore>.Builder scores, TrustWeights trust)
    {
        if (scores.Count == 0)
        {
            return 0;
        }

        double all = scores.Sum(score => trust.Of(score.Seat));
        return Rounded(all > 0 ? scores.Sum(score => trust.Of(score.Seat) * score.Score) / all : scores.Average(static score => score.Score));
    }

    /// <summary>Seats in favour that a plan needs.</summary>
    /// <remarks>Of the seats that judge it, so that a voter that is silent on a plan never helps it: when fewer judge it than are needed
    /// usually, all of them, and never under the least. Without a quorum all seats that are present are enough, for what is small.
    /// Nothing lowers it for what is wide: seats that are absent or abstain are not in favour.</remarks>
    private static int Needed(Plan plan, Vote vote, int present, int judging)
    {
        SeatsOptions seats = vote.Options.Seats;
        if (WideRule.IsWide(plan, vote.Running, vote.Options.Wide))
        {
            return seats.NeededWide;
        }

        int needed = Math.Clamp(judging, seats.Least, seats.Needed);
        return vote.HasQuorum ? needed : Math.Max(1, Math.Min(needed, present));
    }

    private static double Rounded(double value) => Math.Round(Math.Clamp(value, 0, 1), Decimals);
}
