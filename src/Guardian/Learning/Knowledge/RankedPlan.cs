namespace Guardian.Learning.Knowledge;

/// <summary>A plan with its place in the ranking.</summary>
/// <param name="Choice">The plan.</param>
/// <param name="Worth">Expected success less the weighted cost: -1 to 1.</param>
/// <param name="Drawn">The worth that was drawn for it, or null when nothing was drawn.</param>
/// <param name="Explored">Whether it stands first to learn more of it, and another is expected to be worth more.</param>
/// <param name="Reason">In words.</param>
public sealed record RankedPlan(PlanChoice Choice, double Worth, double? Drawn, bool Explored, string Reason);
