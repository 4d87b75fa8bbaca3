namespace Guardian.Alerts;

/// <summary>The last message that a route was given about an alert.</summary>
/// <param name="Level">The alert's level in it.</param>
/// <param name="At">When.</param>
public sealed record AlertTelling(AlertLevel Level, AlertMoment At);
