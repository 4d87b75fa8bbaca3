using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>How much the seats count at the moment, and why.</summary>
/// <param name="At">When it last changed (wall time); null when it never has.</param>
/// <param name="Incident">The incident that changed it; null when none has.</param>
/// <param name="Reason">In words.</param>
/// <param name="Seats">Each seat.</param>
public sealed record TrustSummary(DateTimeOffset? At, string? Incident, string Reason, ImmutableArray<SeatTrust> Seats);
