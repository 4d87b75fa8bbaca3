using System.Collections.Immutable;

namespace Guardian.Incidents;

/// <summary>What was kept before anything was touched.</summary>
/// <param name="LogLines">Last lines of the log, oldest first.</param>
/// <param name="ErrorLines">Those that look like errors.</param>
/// <param name="Facts">Figures by name, with their unit in words.</param>
/// <param name="LastExit">How the last process ended, in words, or null.</param>
/// <param name="Task">The item in hand by the worker's own word, or null.</param>
/// <param name="Busy">Whether a task was in hand by its own word; null when it never says.</param>
/// <param name="CommandOutput">What the evidence command printed, bounded; null without one.</param>
/// <param name="File">Where all of it is kept as text, or null.</param>
public sealed record IncidentEvidence(
    ImmutableArray<string> LogLines,
    ImmutableArray<string> ErrorLines,
    ImmutableSortedDictionary<string, string> Facts,
    string? LastExit,
    string? Task,
    bool? Busy,
    string? CommandOutput,
    string? File);
