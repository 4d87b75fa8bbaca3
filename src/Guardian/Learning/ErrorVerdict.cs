namespace Guardian.Learning;

/// <summary>What an error is judged to be.</summary>
/// <param name="Level">The level.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record ErrorVerdict(ErrorLevel Level, string Reason);
