using System.Collections.Immutable;
using Guardian.Learning.Knowledge;

namespace Guardian.Learning.Backtest;

/// <summary>Plays recorded incidents to a policy and tells how it would have done.</summary>
/// <remarks>
/// A line with all outcomes is scored exactly, whatever the policy chooses. Of a line without, only the executed plan's outcome is known;
/// it counts, and is learned from, when the policy chooses that plan, and is passed over otherwise (replay: Li, Chu, Langford and Wang,
/// "Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms", WSDM 2011). That is unbiased only as
/// far as the record's choices were made at random; with their probabilities the success rate is also given weighted by their inverse,
/// divided by the sum of the weights (Swaminathan and Joachims, "The Self-Normalized Estimator for Counterfactual Learning", NIPS 2015).
/// </remarks>
public static class PolicyEvaluator
{
    /// <summary>Scores a policy.</summary>
    /// <param name="incidents">In order.</param>
    /// <param name="policy">The policy; it starts with no knowledge.</param>
    /// <param name="options">How it learns and weighs cost.</param>
    /// <param name="seed">Of its chance.</param>
    /// <returns>The score; the same for the same arguments.</returns>
    public static PolicyScore Score(ImmutableArray<RecordedIncident> incidents, BacktestPolicy policy, KnowledgeOptions options, int seed)
    {
        Random random = new(seed);
        Dictionary<string, int> rungs = new(StringComparer.Ordinal);
        Dictionary<string, double> best = Best(incidents, options);
        ImmutableArray<double>.Builder cumulative = ImmutableArray.CreateBuilder<double>(incidents.Length);
        KnowledgeBase knowledge = KnowledgeBase.Empty;
        int exact = 0;
        int replayed = 0;
        int successes = 0;
        int weighted = 0;
        double regret = 0;
        double weights = 0;
        double weightedSuccesses = 0;
        foreach (RecordedIncident incident in incidents)
        {
            weighted += incident.Propensity is null ? 0 : 1;
            RecordedPlan chosen = Choose(incident, policy, knowledge, rungs, options, random);
            if (incident.Outcomes is null && chosen.Id != incident.Executed)
            {
                continue;
            }

            bool cured = incident.Outcomes?[chosen.Id] ?? incident.Succeeded;
            exact += incident.Outcomes is null ? 0 : 1;
            replayed += incident.Outcomes is null ? 1 : 0;
            successes += cured ? 1 : 0;
            regret += best[incident.Signature] - Worth(chosen, cured, options);
            cumulative.Add(regret);
            if (incident.Propensity is { } propensity && chosen.Id == incident.Executed)
            {
                weights += 1 / propensity;
                weightedSuccesses += cured ? 1 / propensity : 0;
            }

            rungs[incident.Signature] = cured ? 0 : rungs.GetValueOrDefault(incident.Signature) + 1;
            knowledge = knowledge.Apply(
                new Lesson(
                    "", incident.Signature, incident.Signature, incident.Kind, null, true, chosen.Id, cured, false,
                    cured && chosen.Id == incident.Executed ? incident.Seconds : null, incident.At),
                options);
        }

        int counted = exact + replayed;
        return new PolicyScore(
            policy.Name,
            exact,
            replayed,
            incidents.Length - counted,
            successes,
            counted == 0 ? null : (double)successes / counted,
            regret,
            weights > 0 ? weightedSuccesses / weights : null,
            weighted,
            cumulative.DrainToImmutable());
    }

    private static RecordedPlan Choose(
        RecordedIncident incident, BacktestPolicy policy, KnowledgeBase knowledge, Dictionary<string, int> rungs, KnowledgeOptions options, Random random)
    {
        return policy switch
        {
            BacktestPolicy.Thompson => Learned(ChoiceMode.Act),
            BacktestPolicy.Mean => Learned(ChoiceMode.Recommend),
            BacktestPolicy.Ladder => incident.Plans[rungs.GetValueOrDefault(incident.Signature) % incident.Plans.Length],
            BacktestPolicy.Always always => incident.Plans.FirstOrDefault(plan => plan.Id == always.Plan) ?? incident.Plans[0],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        RecordedPlan Learned(ChoiceMode mode)
        {
            string first = ActionChooser.Rank(
                [
                    .. incident.Plans.Select(plan => new PlanChoice(
                        knowledge.Estimate(incident.Signature, incident.Kind, plan.Id, options), plan.Cost, plan.Destroys)),
                ],
                mode,
                options,
                random)[0].Choice.Estimate.Plan;
            return incident.Plans.First(plan => plan.Id == first);
        }
    }

    /// <summary>Mean worth of the best fixed plan of each signature in hindsight: over the lines that tell of the plan.</summary>
    private static Dictionary<string, double> Best(ImmutableArray<RecordedIncident> incidents, KnowledgeOptions options)
    {
        Dictionary<(string Signature, string Plan), (double Sum, int Count)> worths = [];
        foreach (RecordedIncident incident in incidents)
        {
            foreach (RecordedPlan plan in incident.Plans.Where(plan => incident.Outcomes is not null || plan.Id == incident.Executed))
            {
                (double sum, int count) = worths.GetValueOrDefault((incident.Signature, plan.Id));
                double worth = Worth(plan, incident.Outcomes?[plan.Id] ?? incident.Succeeded, options);
                worths[(incident.Signature, plan.Id)] = (sum + worth, count + 1);
            }
        }

        return worths
            .GroupBy(worth => worth.Key.Signature, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(worth => worth.Value.Sum / worth.Value.Count), StringComparer.Ordinal);
    }

    private static double Worth(RecordedPlan plan, bool cured, KnowledgeOptions options) => (cured ? 1 : 0) - (options.CostWeight * plan.Cost);
}
