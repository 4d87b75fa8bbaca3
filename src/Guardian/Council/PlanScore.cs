namespace Guardian.Council;

/// <summary>What one sage thinks of one plan.</summary>
/// <param name="Plan">Id of the plan.</param>
/// <param name="Score">How good it is, 0 to 1.</param>
/// <param name="Confidence">How sure the sage is of that, 0 (no idea) to 1.</param>
/// <param name="Reason">Why, in words with figures.</param>
/// <param name="Veto">Whether it must not be chosen.</param>
public sealed record PlanScore(string Plan, double Score, double Confidence, string Reason, bool Veto = false);
