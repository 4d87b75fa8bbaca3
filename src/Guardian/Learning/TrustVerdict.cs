using System.Collections.Immutable;

namespace Guardian.Learning;

/// <summary>What an outcome did to the trust in the sages.</summary>
/// <param name="Weights">The weights from here on.</param>
/// <param name="Changed">Whether anything was learned.</param>
/// <param name="Losses">Of the seats that had judged the plan.</param>
/// <param name="Reason">In words, with figures.</param>
public sealed record TrustVerdict(TrustWeights Weights, bool Changed, ImmutableArray<SeatLoss> Losses, string Reason);
