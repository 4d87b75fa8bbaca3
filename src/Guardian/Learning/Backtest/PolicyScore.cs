using System.Collections.Immutable;

namespace Guardian.Learning.Backtest;

/// <summary>How a policy would have done.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Exact">Lines scored exactly, because the outcome of every plan is known.</param>
/// <param name="Replayed">Lines without that knowledge on which the policy chose what had been carried out: they count.</param>
/// <param name="Rejected">Lines without that knowledge on which it chose something else: they do not count.</param>
/// <param name="Successes">Cures on the lines that count.</param>
/// <param name="SuccessRate">Cures of the lines that count; null when none does.</param>
/// <param name="Regret">Worth lost on the lines that count against the best fixed plan of each signature in hindsight (worth: 1 for a
/// cure, less the weighted cost). Below 0 when choosing anew each time did better than any fixed plan.</param>
/// <param name="WeightedRate">Success rate by inverse propensity, self-normalised, over the lines that name a propensity; null without.</param>
/// <param name="Weighted">Lines that name a propensity.</param>
/// <param name="Cumulative">Regret after each line that counts.</param>
public sealed record PolicyScore(
    string Policy,
    int Exact,
    int Replayed,
    int Rejected,
    int Successes,
    double? SuccessRate,
    double Regret,
    double? WeightedRate,
    int Weighted,
    ImmutableArray<double> Cumulative);
