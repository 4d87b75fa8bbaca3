using Guardian.Recovery;

namespace Guardian.Learning.Knowledge;

/// <summary>A plan to choose from.</summary>
/// <param name="Estimate">How likely it is to help.</param>
/// <param name="Cost">What it costs by itself, 0 to 1.</param>
/// <param name="DestroysWidely">Whether it ends or throws away more than belongs to one instance: never done only to learn.</param>
public sealed record PlanChoice(PlanEstimate Estimate, double Cost, bool DestroysWidely)
{
    /// <summary>A plan of a proposal.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="estimate">How likely it is to help.</param>
    /// <returns>The choice.</returns>
    public static PlanChoice Of(Plan plan, PlanEstimate estimate) =>
        new(estimate, plan.Cost, plan.Destroys && plan.Scope >= ActionScope.Worker);
}
