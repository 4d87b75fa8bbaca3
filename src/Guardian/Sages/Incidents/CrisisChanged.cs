using System.Collections.Immutable;

namespace Guardian.Sages.Incidents;

/// <summary>The incident sage judges the whole node differently than before. Published to the event stream, for alerts.</summary>
/// <param name="From">What it judged before.</param>
/// <param name="To">What it judges now.</param>
/// <param name="Reasons">Why, with figures; empty when calm.</param>
/// <param name="At">Wall time, a label.</param>
public sealed record CrisisChanged(CrisisLevel From, CrisisLevel To, ImmutableArray<string> Reasons, DateTimeOffset At);
