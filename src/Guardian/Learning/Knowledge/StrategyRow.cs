namespace Guardian.Learning.Knowledge;

/// <summary>How a plan has done against a signature.</summary>
/// <param name="SignatureId">Id of the signature.</param>
/// <param name="Signature">The signature in words.</param>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Plan">Id of the plan.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Successes">How often it cured.</param>
/// <param name="SuccessPercent">Of the tries, 0 to 100, one decimal.</param>
/// <param name="MeanSeconds">Mean time to recover, in seconds; null when unknown.</param>
/// <param name="Confidence">high, medium or low, by the width of the interval: up to 20, up to 40, and over 40 points.</param>
/// <param name="LowPercent">Lower end of the likely success rate, in percent.</param>
/// <param name="HighPercent">Upper end of the likely success rate, in percent.</param>
/// <param name="LastUsed">When it was tried last.</param>
public sealed record StrategyRow(
    string SignatureId,
    string Signature,
    string Kind,
    string Plan,
    int Tries,
    int Successes,
    double SuccessPercent,
    double? MeanSeconds,
    string Confidence,
    int LowPercent,
    int HighPercent,
    DateTimeOffset LastUsed);
