using System.Collections.Immutable;
using Guardian.Faults;

namespace Guardian.Learning.Knowledge;

/// <summary>What is known of one signature.</summary>
/// <param name="Id">Its stable id.</param>
/// <param name="Text">It in words.</param>
/// <param name="Kind">Kind of fault it was seen with last.</param>
/// <param name="Level">How the error is to be taken; null when nobody has said.</param>
/// <param name="Seen">In how many incidents.</param>
/// <param name="LastSeen">When last (wall time), a label.</param>
/// <param name="LastLesson">Number of the last lesson of it: tells what was used least recently.</param>
/// <param name="Plans">What was tried, by plan.</param>
public sealed record SignatureKnowledge(
    string Id,
    string Text,
    FaultKind Kind,
    ErrorLevel? Level,
    int Seen,
    DateTimeOffset LastSeen,
    long LastLesson,
    ImmutableDictionary<string, PlanTally> Plans);
