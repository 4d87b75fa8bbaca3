namespace Guardian.Alerts;

/// <summary>Which alerts a person wants to see.</summary>
/// <param name="Level">Only this level and higher ones, or null for all.</param>
/// <param name="State">Only those that last, or only those that are over, or null for all.</param>
/// <param name="Worker">Only those of this worker, or null for all.</param>
/// <param name="Since">Only those first raised at or after this wall time, or null for all.</param>
/// <param name="Limit">Most alerts to return.</param>
public sealed record AlertQuery(AlertLevel? Level = null, AlertState? State = null, string? Worker = null, DateTimeOffset? Since = null, int Limit = 100)
{
    /// <summary>Whether an alert is wanted.</summary>
    /// <param name="alert">The alert.</param>
    /// <returns>True when every condition holds.</returns>
    public bool Matches(Alert alert) =>
        (Level is not { } level || alert.Level >= level)
        && (State is not { } state || alert.State == state)
        && (Worker is null || alert.Worker == Worker)
        && (Since is not { } since || alert.Timestamp >= since);
}
