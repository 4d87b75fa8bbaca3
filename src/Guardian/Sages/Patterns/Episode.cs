namespace Guardian.Sages.Patterns;

/// <summary>The beginning of a run of repetitions of one signature.</summary>
/// <param name="Start">When, for the distance to other episodes.</param>
/// <param name="Label">When by the wall, for the time of day.</param>
public readonly record struct Episode(MonotonicTime Start, DateTimeOffset Label);
