using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Workers;

namespace Guardian.Incidents;

/// <summary>What a signature is made of.</summary>
/// <param name="Kind">The fault.</param>
/// <param name="Exit">How the last process ended, or null.</param>
/// <param name="Down">Whether no process runs, so that the last exit belongs to the trouble.</param>
/// <param name="LogLines">Last lines of the log, oldest first.</param>
/// <param name="ErrorLines">Those that look like errors.</param>
/// <param name="SameTask">Whether the same item was in hand at the last ends.</param>
public sealed record SignatureInput(
    FaultKind Kind,
    LastExit? Exit,
    bool Down,
    ImmutableArray<string> LogLines,
    ImmutableArray<string> ErrorLines,
    bool SameTask);
