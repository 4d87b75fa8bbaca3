namespace Guardian.Learning.Knowledge;

/// <summary>How recoveries have done, of one plan or of all.</summary>
/// <param name="Plan">Id of the plan; null for all.</param>
/// <param name="Total">Recoveries tried.</param>
/// <param name="Successful">Of these, cures.</param>
/// <param name="Failed">Of these, failures.</param>
/// <param name="SuccessPercent">0 to 100, one decimal; null when none was tried.</param>
/// <param name="MeanSeconds">Mean time to recover, in seconds; null when unknown.</param>
public sealed record StrategyTotal(string? Plan, int Total, int Successful, int Failed, double? SuccessPercent, double? MeanSeconds);
