namespace Guardian.Learning.Risk;

/// <summary>An earlier life of the instance, or of another instance of the same worker.</summary>
/// <param name="Uptime">How long it lasted.</param>
/// <param name="Failed">True when it ended by itself or had to be ended; false when it was stopped as wanted.</param>
public readonly record struct PastLife(TimeSpan Uptime, bool Failed);
