using System.Collections.Immutable;
using Guardian.Faults;

namespace Guardian.Learning.Backtest;

/// <summary>One attempt of an incident as it was recorded: what could have been done, what was done, and how it ended.</summary>
/// <param name="At">When (wall time), a label; the order of the lines is the order of events.</param>
/// <param name="Signature">Id of the signature.</param>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Plans">The candidates in the order of the ladder, at least one.</param>
/// <param name="Executed">Id of the plan that was carried out.</param>
/// <param name="Succeeded">Whether it helped.</param>
/// <param name="Seconds">Time to recover, or null.</param>
/// <param name="Outcomes">Whether each plan would have helped, where that is known (a simulation); else null.</param>
/// <param name="Propensity">Probability with which the executed plan was chosen, over 0 to 1, where that is known; else null.</param>
public sealed record RecordedIncident(
    DateTimeOffset At,
    string Signature,
    FaultKind Kind,
    ImmutableArray<RecordedPlan> Plans,
    string Executed,
    bool Succeeded,
    double? Seconds,
    ImmutableDictionary<string, bool>? Outcomes,
    double? Propensity);
