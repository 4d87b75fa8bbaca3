using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Learning.Knowledge;

/// <summary>Ranks plans by what is known: by expectation, or by Thompson sampling within bounds.</summary>
/// <remarks>
/// Worth = success - cost weight x cost. <see cref="ChoiceMode.Recommend"/> ranks by the expected worth. <see cref="ChoiceMode.Act"/>
/// draws a success rate from each belief and takes the best (Thompson 1933; Agrawal and Goyal, COLT 2012), but bounded, because every
/// draw is done to a worker that serves somebody: a plan takes part only when it does not destroy widely, and when the upper end of its
/// credible interval is worth more than the expectation of the best plan. So what is known to be worse is not tried again only by chance.
/// </remarks>
public static class ActionChooser
{
    /// <summary>Ranks plans.</summary>
    /// <param name="choices">The plans, in the order of the ladder: it decides between equals.</param>
    /// <param name="mode">By expectation or by draw.</param>
    /// <param name="options">Weight of cost, and whether to explore at all.</param>
    /// <param name="random">Chance; not used when nothing is drawn.</param>
    /// <returns>Best first.</returns>
    public static ImmutableArray<RankedPlan> Rank(ImmutableArray<PlanChoice> choices, ChoiceMode mode, KnowledgeOptions options, Random random)
    {
        if (choices.IsEmpty)
        {
            return [];
        }

        RankedPlan[] expected = [.. choices.Select(choice => Expected(choice, options)).OrderByDescending(plan => plan.Worth)];
        if (mode == ChoiceMode.Recommend || !options.Explore)
        {
            return [.. expected];
        }

        RankedPlan leader = expected[0];
        RankedPlan[] drawn =
        [
            .. expected.Select(plan => plan == leader || MayExplore(plan, leader, options)
                ? plan with { Drawn = BetaDistribution.Sample(plan.Choice.Estimate.Alpha, plan.Choice.Estimate.Beta, random) - Cost(plan.Choice, options) }
                : plan),
        ];
        RankedPlan first = drawn.Where(plan => plan.Drawn is not null).MaxBy(plan => plan.Drawn)!;
        RankedPlan[] others = [.. drawn.Where(plan => plan != first)];
        return first.Choice == leader.Choice
            ? [first, .. others]
            : [first with { Explored = true, Reason = WhyExplored(first, leader) }, .. others];
    }

    private static bool MayExplore(RankedPlan plan, RankedPlan leader, KnowledgeOptions options) =>
        !plan.Choice.DestroysWidely && plan.Choice.Estimate.High - Cost(plan.Choice, options) > leader.Worth;

    private static RankedPlan Expected(PlanChoice choice, KnowledgeOptions options)
    {
        double worth = choice.Estimate.Mean - Cost(choice, options);
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{choice.Estimate.Words}; worth {worth:0.00} = {choice.Estimate.Mean:0.00} - {options.CostWeight:0.##} x cost {choice.Cost:0.##}");
        return new RankedPlan(choice, worth, null, false, reason);
    }

    private static double Cost(PlanChoice choice, KnowledgeOptions options) => options.CostWeight * choice.Cost;

    private static string WhyExplored(RankedPlan plan, RankedPlan leader) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Reason}; preferred this time to learn more of it: drawn {plan.Drawn:0.00}, and up to {KnowledgeWords.Percent(plan.Choice.Estimate.High)} % are possible, while {leader.Choice.Estimate.Plan} is expected to be worth {leader.Worth:0.00}");
}
