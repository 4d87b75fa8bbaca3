using System.Collections.Immutable;
using Guardian.Faults;

namespace Guardian.Incidents;

/// <summary>How the subject of an incident is at one moment.</summary>
/// <param name="Gone">Why there is nothing to cure any more (stopped by a person, no longer defined), or null.</param>
/// <param name="Running">Its process runs.</param>
/// <param name="Ready">It counts as started.</param>
/// <param name="Healthy">Nothing critical is wrong with it.</param>
/// <param name="Standing">Faults that stand.</param>
/// <param name="Processes">Its processes, as <c>INSTANCE=PID:START</c>.</param>
/// <param name="Words">How it is, in words.</param>
public sealed record SubjectHealth(
    string? Gone,
    bool Running,
    bool Ready,
    bool Healthy,
    ImmutableArray<FaultKind> Standing,
    ImmutableArray<string> Processes,
    string Words);
