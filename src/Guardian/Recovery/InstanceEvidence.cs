using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Recovery;

/// <summary>What is known of an instance before it is touched.</summary>
/// <param name="Instance">Which, such as <c>mailer/0</c>.</param>
/// <param name="Pid">Its process, or null when none runs.</param>
/// <param name="LogLines">Last lines of its log, oldest first.</param>
/// <param name="ErrorLines">Those that its error pattern matches.</param>
/// <param name="Facts">Figures by name, with their unit in words.</param>
/// <param name="LastExit">How its last process ended, or null.</param>
/// <param name="Task">The item in hand, or in hand at the last unexpected end when nothing runs; null when unknown.</param>
/// <param name="Busy">Whether a task is in hand by its own word; null when it never says.</param>
/// <param name="SameTaskDeaths">How many of the last unexpected ends in a row had the same item in hand.</param>
public sealed record InstanceEvidence(
    string Instance,
    int? Pid,
    ImmutableArray<string> LogLines,
    ImmutableArray<string> ErrorLines,
    ImmutableSortedDictionary<string, string> Facts,
    LastExit? LastExit,
    string? Task,
    bool? Busy,
    int SameTaskDeaths);
