using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Learning;
using Guardian.Learning.Knowledge;
using Guardian.Recovery;

namespace Guardian.Sages;

/// <summary>The rule of the knowledge sage: scores plans by how they did with this signature, its kind of fault, and at all.</summary>
/// <remarks>
/// A plan's score is its expected success less the weighted cost, moved towards best practice for the error's level as far as
/// experience is thin. A plan that has failed in this incident scores low whatever it did before. Asking a person scores the higher
/// the less the other plans promise.
/// </remarks>
public static class KnowledgeSage
{
    private const double FailedScore = 0.05;
    private const double FailedConfidence = 0.9;
    private const double ExploredLead = 0.01;
    private const int MostInAnalysis = 4;

    /// <summary>Votes on a proposal.</summary>
    /// <param name="knowledge">What is known.</param>
    /// <param name="proposal">What is put to the vote.</param>
    /// <param name="level">How the error is to be taken by its lines; null: as far as knowledge remembers.</param>
    /// <param name="node">Name of the sage's node.</param>
    /// <param name="mode">By expectation or by bounded draw; the draw's seed is the case's, so a meeting can be replayed.</param>
    /// <param name="options">Weights.</param>
    /// <returns>A ballot with a score for every plan.</returns>
    public static Ballot Vote(KnowledgeBase knowledge, Proposal proposal, ErrorLevel? level, string node, ChoiceMode mode, KnowledgeOptions options)
    {
        CaseFile file = proposal.Case;
        SignatureKnowledge? known = knowledge.Signatures.GetValueOrDefault(file.SignatureId);
        level ??= known?.Level;
        ImmutableArray<Plan> open = [.. proposal.Plans.Where(plan => plan.Id != ActionNames.Escalate && !file.Failed.Contains(plan.Id))];
        Dictionary<string, Plan> plans = proposal.Plans.ToDictionary(plan => plan.Id, StringComparer.Ordinal);
        ImmutableArray<RankedPlan> ranking = ActionChooser.Rank(
            [.. open.Select(plan => PlanChoice.Of(plan, knowledge.Estimate(file.SignatureId, file.Kind, plan.Id, options)))],
            mode,
            options,
            new Random(file.Seed));
        Dictionary<string, PlanScore> scores = ranking
            .Select(ranked => Score(ranked, plans[ranked.Choice.Estimate.Plan], level, options))
            .ToDictionary(score => score.Plan, StringComparer.Ordinal);
        Raise(scores, ranking);
        foreach (Plan failed in proposal.Plans.Where(plan => plan.Id != ActionNames.Escalate && file.Failed.Contains(plan.Id)))
        {
            scores[failed.Id] = new PlanScore(failed.Id, FailedScore, FailedConfidence, $"{failed.Id} was tried in this incident already and did not help");
        }

        if (plans.TryGetValue(ActionNames.Escalate, out Plan? escalate))
        {
            scores[escalate.Id] = Escalation(escalate, [.. open.Select(plan => scores[plan.Id])], level, options);
        }

        return new Ballot(
            proposal.Id, Seat.Knowledge, node, Analysis(known, file, level, ranking), [.. proposal.Plans.Select(plan => scores[plan.Id])]);
    }

    private static PlanScore Score(RankedPlan ranked, Plan plan, ErrorLevel? level, KnowledgeOptions options)
    {
        double confidence = ranked.Choice.Estimate.Confidence;
        double score = ranked.Worth;
        string reason = ranked.Reason;
        if (level is { } known)
        {
            double fit = BestPractice.Fit(known, plan);
            double moved = options.PracticeWeight * (1 - confidence) * ((2 * fit) - 1);
            score += moved;
            reason += Math.Abs(moved) < 0.005 ? "" : string.Create(CultureInfo.InvariantCulture, $"; best practice for an error of level {Level(known)} {moved:+0.00;-0.00}");
        }

        return new PlanScore(plan.Id, Math.Clamp(score, 0, 1), confidence, reason);
    }

    /// <summary>A plan that is to be explored must score over the plans that it goes before, or the draw would change nothing.</summary>
    private static void Raise(Dictionary<string, PlanScore> scores, ImmutableArray<RankedPlan> ranking)
    {
        if (ranking is [{ Explored: true } first, ..])
        {
            PlanScore explored = scores[first.Choice.Estimate.Plan];
            scores[explored.Plan] = explored with { Score = Math.Min(1, scores.Values.Max(score => score.Score) + ExploredLead) };
        }
    }

    private static PlanScore Escalation(Plan escalate, ImmutableArray<PlanScore> others, ErrorLevel? level, KnowledgeOptions options)
    {
        if (others.MaxBy(score => score.Score) is not { } best)
        {
            return new PlanScore(escalate.Id, 0.9, FailedConfidence, "no other plan is left to try");
        }

        double fit = level is { } known ? options.PracticeWeight * (1 - best.Confidence) * ((2 * BestPractice.Fit(known, escalate)) - 1) : 0;

        // Half: a person's attention is dear, so an open plan of even odds goes first.
        double score = Math.Clamp(((1 - best.Score) / 2) + fit, 0, 1);
        return new PlanScore(
            escalate.Id, score, best.Confidence, string.Create(CultureInfo.InvariantCulture, $"the best other plan, {best.Plan}, scores {best.Score:0.00}"));
    }

    private static string Analysis(SignatureKnowledge? known, CaseFile file, ErrorLevel? level, ImmutableArray<RankedPlan> ranking)
    {
        List<string> sentences = [];
        PlanEstimate[] spoken = [.. ranking.Select(ranked => ranked.Choice.Estimate).Where(estimate => estimate.Level != KnowledgeLevel.None).Take(MostInAnalysis)];
        PlanEstimate[] own = [.. spoken.Where(estimate => estimate.Level == KnowledgeLevel.Signature)];
        string seen = known is null ? "This signature was not seen before" : $"This signature was seen {Times(known.Seen)}";
        sentences.Add(own.Length > 0
            ? $"{seen}; {string.Join(", ", own.Select(estimate => estimate.Words))}."
            : $"{seen}; none of the plans was tried with it.");
        if (own.Length < spoken.Length && spoken.First(estimate => estimate.Level != KnowledgeLevel.Signature) is { } elsewhere)
        {
            sentences.Add($"{elsewhere.Words}.");
        }
        else if (spoken.Length == 0)
        {
            sentences.Add("There is no experience with other faults either, so my confidence is low.");
        }

        if (ranking is [{ Explored: true } first, ..])
        {
            sentences.Add($"This time I prefer {first.Choice.Estimate.Plan}, to learn more of it.");
        }
        else if (!file.Failed.IsEmpty)
        {
            sentences.Add($"In this incident {string.Join(", ", file.Failed)} did not help.");
        }

        if (level is { } spokenLevel)
        {
            sentences.Add(BestPractice.Words(spokenLevel));
        }

        return string.Join(' ', sentences);
    }

    private static string Times(int count) => count == 1 ? "once" : Wording.Count(count, "time");

    private static string Level(ErrorLevel level) => level.ToString().ToLowerInvariant();
}
