namespace Guardian.Kpi;

/// <summary>Answer to the question for a report.</summary>
/// <param name="Report">The report; null when nothing could be read yet.</param>
/// <param name="Problem">Why there is none, or why it may be behind, in words; null when all is well.</param>
public sealed record KpiAnswer(KpiReport? Report, string? Problem);
