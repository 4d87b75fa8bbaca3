using System.Collections.Immutable;
using Guardian.Faults;

namespace Guardian.Sages.Patterns;

/// <summary>An incident that has ended, as far as it helps to judge a similar one.</summary>
/// <param name="Incident">Id of the incident.</param>
/// <param name="Worker">The worker, or null for the server.</param>
/// <param name="SignatureId">Id of its signature.</param>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Tokens">Words of its signature, sorted, each once, at most <see cref="SimilarCases.MostTokens"/>.</param>
/// <param name="Flags">What was special, as <see cref="SimilarCases.FlagsOf"/> says.</param>
/// <param name="Hour">Hour of the day it ended, 0 to 23.</param>
/// <param name="Plan">Id of the plan.</param>
/// <param name="Succeeded">Whether the plan cured it.</param>
/// <param name="Seconds">From decision to health; null when it did not.</param>
public sealed record PastCase(
    string Incident,
    string? Worker,
    string SignatureId,
    FaultKind Kind,
    ImmutableArray<string> Tokens,
    int Flags,
    int Hour,
    string Plan,
    bool Succeeded,
    double? Seconds);
