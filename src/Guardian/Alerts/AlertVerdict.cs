using System.Collections.Immutable;

namespace Guardian.Alerts;

/// <summary>What is to happen to alerts and messages.</summary>
/// <param name="Events">What happens, in order; empty for nothing.</param>
/// <param name="Next">When it is worth looking again, or null when only a new signal can change anything.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record AlertVerdict(ImmutableArray<AlertEvent> Events, MonotonicTime? Next, string Reason);
