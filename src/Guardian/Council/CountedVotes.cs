using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Guardian.Council;

/// <summary>The rule by which ballots are accepted: what counts, what is dropped, and one vote for each voter.</summary>
/// <remarks>
/// <para>A ballot for another proposal, of no known seat or without a node is dropped. A voter is a seat on a node. Of two different ballots
/// of one voter the more cautious one counts, whichever came first: the one with more vetoes, then the one with the lower sum of scores,
/// then the one whose text comes first in ordinal order.</para>
/// <para>A score that is not a number, or whose confidence is not, is dropped; others are brought into 0 to 1. A veto is never dropped: without
/// a figure its score is 0 and its confidence 1. A plan that is not on the proposal is ignored. Of two scores for one plan in one ballot the lower score and the lower confidence count, and a veto in either.</para>
/// </remarks>
internal static class CountedVotes
{
    /// <summary>The ballots that count.</summary>
    /// <param name="proposal">Id of the proposal.</param>
    /// <param name="ballots">What came in.</param>
    /// <returns>At most one for each voter, by seat and node: what is computed from them does not depend on the order they came in.</returns>
    public static ImmutableArray<Ballot> Of(string proposal, IEnumerable<Ballot> ballots)
    {
        SortedDictionary<(Seat Seat, string Node), Ballot> counted = new(VoterOrder.Instance);
        foreach (Ballot ballot in ballots)
        {
            if (ballot.Proposal != proposal || !Enum.IsDefined(ballot.Seat) || string.IsNullOrEmpty(ballot.Node))
            {
                continue;
            }

            Ballot clean = Clean(ballot);
            (Seat, string) voter = (clean.Seat, clean.Node);
            counted[voter] = counted.TryGetValue(voter, out Ballot? other) ? MoreCautious(clean, other) : clean;
        }

        return [.. counted.Values];
    }

    /// <summary>What one ballot says of one plan.</summary>
    /// <param name="ballot">A ballot that counts.</param>
    /// <param name="plan">Id of the plan.</param>
    /// <returns>Score and confidence; null when it says nothing of it.</returns>
    public static (double Score, double Confidence)? ScoreOf(Ballot ballot, string plan)
    {
        (double Score, double Confidence)? found = null;
        foreach (PlanScore score in ballot.Scores)
        {
            if (score.Plan == plan)
            {
                found = found is { } other
                    ? (Math.Min(score.Score, other.Score), Math.Min(score.Confidence, other.Confidence))
                    : (score.Score, score.Confidence);
            }
        }

        return found;
    }

    /// <summary>Whether one ballot vetoes a plan.</summary>
    /// <param name="ballot">A ballot that counts.</param>
    /// <param name="plan">Id of the plan.</param>
    /// <param name="confidence">Least confidence of a veto that counts.</param>
    /// <returns>True when it does.</returns>
    public static bool Vetoes(Ballot ballot, string plan, double confidence)
    {
        foreach (PlanScore score in ballot.Scores)
        {
            if (score.Veto && score.Plan == plan && score.Confidence >= confidence)
            {
                return true;
            }
        }

        return false;
    }

    private static Ballot Clean(Ballot ballot)
    {
        if (!ballot.Scores.IsDefault && ballot.Scores.All(static score => score is { Score: >= 0 and <= 1, Confidence: >= 0 and <= 1 }))
        {
            return ballot;
        }

        ImmutableArray<PlanScore> scores = ballot.Scores.IsDefault ? [] : ballot.Scores;
        return ballot with
        {
            Scores =
            [
                .. scores.Where(static score => score.Veto || !(double.IsNaN(score.Score) || double.IsNaN(score.Confidence)))
                    .Select(static score => score with { Score = Share(score.Score, 0), Confidence = Share(score.Confidence, 1) }),
            ],
        };
    }

    private static double Share(double value, double unknown) => double.IsNaN(value) ? unknown : Math.Clamp(value, 0, 1);

    private static Ballot MoreCautious(Ballot one, Ballot other)
    {
        int order = other.Scores.Count(static score => score.Veto).CompareTo(one.Scores.Count(static score => score.Veto));
        order = order != 0 ? order : Sum(one).CompareTo(Sum(other));
        order = order != 0 ? order : string.CompareOrdinal(Text(one), Text(other));
        return order <= 0 ? one : other;
    }

    // Sorted before it is added up: the sum of floating-point numbers depends on their order.
    private static double Sum(Ballot ballot) => ballot.Scores.Select(static score => score.Score).Order().Sum();

    private static string Text(Ballot ballot)
    {
        StringBuilder text = new(ballot.Analysis);
        foreach (PlanScore score in ballot.Scores)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{score.Plan}\t{score.Score:R}\t{score.Confidence:R}\t{score.Veto}\t{score.Reason}");
        }

        return text.ToString();
    }

    private sealed class VoterOrder : IComparer<(Seat Seat, string Node)>
    {
        public static readonly VoterOrder Instance = new();

        public int Compare((Seat Seat, string Node) x, (Seat Seat, string Node) y) =>
            x.Seat != y.Seat ? x.Seat.CompareTo(y.Seat) : string.CompareOrdinal(x.Node, y.Node);
    }
}
