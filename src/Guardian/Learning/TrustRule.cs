using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Recovery;

namespace Guardian.Learning;

/// <summary>The rule by which seats of the council gain or lose weight: Hedge with a fixed share and a floor.</summary>
/// <remarks>
/// <para>After an outcome o (1: the plan helped, 0: it did not) the loss of seat i is l = |s - o|, s its score for the plan that was carried
/// out. A seat that was unsure is judged only as far as it was sure: with confidence c its loss is c l + (1 - c) m, where m is the mean
/// loss, weighted by weight and confidence; a seat that abstained suffers m, so that silence neither wins nor loses trust (Gaillard, Stoltz
/// and van Erven, A second-order bound with excess losses, 2014, for experts that report confidences).</para>
/// <para>Then w := w beta^loss, made to add up to 1 (Freund and Schapire, A decision-theoretic generalization of on-line learning, 1997);
/// w := (1 - share) w + share / 4, so that a seat that was bad can come back when things change (Herbster and Warmuth, Tracking the best
/// expert, 1998); and what is below the floor is lifted to it at the cost of the others' excess over the floor.</para>
/// </remarks>
public static class TrustRule
{
    private static readonly ImmutableArray<Seat> s_seats = [.. Enum.GetValues<Seat>()];

    /// <summary>Learns from an outcome.</summary>
    /// <param name="weights">The weights so far.</param>
    /// <param name="outcome">What came of a plan.</param>
    /// <param name="options">How fast, and within which bounds.</param>
    /// <returns>The weights from here on; the same ones when the outcome says nothing about the sages' scores: the plan was not carried
    /// out, nobody had judged it, or it was to ask a person.</returns>
    public static TrustVerdict Learn(TrustWeights weights, IncidentOutcome outcome, TrustOptions options) =>
        Learn(weights, TrustLesson.From(outcome), options);

    /// <summary>Learns from what is kept of an outcome.</summary>
    /// <param name="weights">The weights so far.</param>
    /// <param name="outcome">What came of a plan.</param>
    /// <param name="options">How fast, and within which bounds.</param>
    /// <returns>As of the outcome itself.</returns>
    public static TrustVerdict Learn(TrustWeights weights, TrustLesson outcome, TrustOptions options)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(options);
        if (!outcome.Acted)
        {
            return new(weights, false, [], $"{outcome.Plan} was not carried out: nobody knows whether it would have helped");
        }

        if (outcome.Plan == ActionNames.Escalate)
        {
            return new(weights, false, [], "a person was asked: that says nothing about the sages' scores");
        }

        double came = outcome.Succeeded ? 1 : 0;
        ImmutableArray<SeatLoss> losses =
        [
            .. outcome.Seats.Where(static score => score.Confidence > 0)
                .Select(score => new SeatLoss(score.Seat, score.Score, score.Confidence, Math.Abs(score.Score - came))),
        ];
        if (losses.IsEmpty)
        {
            return new(weights, false, [], $"no seat had judged {outcome.Plan}");
        }

        TrustWeights learned = Apply(weights, losses, options);
        string words = string.Join(", ", losses.Select(loss => string.Create(
            CultureInfo.InvariantCulture, $"{Seats.Name(loss.Seat)} had given {loss.Score:0.##} and goes from {weights.Of(loss.Seat):0.###} to {learned.Of(loss.Seat):0.###}")));
        return new(learned, true, losses, $"{outcome.Plan} {(outcome.Succeeded ? "helped" : "did not help")}: {words}");
    }

    private static TrustWeights Apply(TrustWeights weights, ImmutableArray<SeatLoss> losses, TrustOptions options)
    {
        double sure = losses.Sum(loss => weights.Of(loss.Seat) * loss.Confidence);
        double mean = sure > 0
            ? losses.Sum(loss => weights.Of(loss.Seat) * loss.Confidence * loss.Loss) / sure
            : losses.Average(static loss => loss.Loss); // every judge is at weight 0, which only a floor of 0 allows
        TrustWeights hedged = TrustWeights.From(seat =>
        {
            SeatLoss? own = losses.FirstOrDefault(loss => loss.Seat == seat);
            double loss = own is null ? mean : (own.Confidence * own.Loss) + ((1 - own.Confidence) * mean);
            return weights.Of(seat) * Math.Pow(options.Beta, loss);
        });
        double sum = s_seats.Sum(hedged.Of);
        TrustWeights shared = TrustWeights.From(seat => ((1 - options.Share) * hedged.Of(seat) / sum) + (options.Share / s_seats.Length));
        double excess = s_seats.Sum(seat => Math.Max(0, shared.Of(seat) - options.Floor));
        double room = 1 - (s_seats.Length * options.Floor);
        return TrustWeights.From(seat => options.Floor + (Math.Max(0, shared.Of(seat) - options.Floor) * room / excess));
    }
}
