namespace Guardian.Learning.Knowledge;

/// <summary>How likely a plan is to help, and how sure that is.</summary>
/// <param name="Plan">Id of the plan.</param>
/// <param name="Alpha">First parameter of the Beta distribution of its success rate; over 0.</param>
/// <param name="Beta">Second parameter; over 0.</param>
/// <param name="Low">Lower end of the credible interval.</param>
/// <param name="High">Upper end of the credible interval.</param>
/// <param name="Level">Whose experience it rests on.</param>
/// <param name="Tries">How often it was tried at that level.</param>
/// <param name="Successes">How often it cured at that level.</param>
/// <param name="Confidence">0 (no idea) to 1: evidence against the prior, less for what was seen with other signatures.</param>
/// <param name="MeanSeconds">Typical time to recover at that level, without outliers; null when unknown.</param>
/// <param name="Words">All that for people.</param>
public sealed record PlanEstimate(
    string Plan,
    double Alpha,
    double Beta,
    double Low,
    double High,
    KnowledgeLevel Level,
    int Tries,
    int Successes,
    double Confidence,
    double? MeanSeconds,
    string Words)
{
    /// <summary>Expected success rate, over 0 and under 1.</summary>
    public double Mean => Alpha / (Alpha + Beta);
}
