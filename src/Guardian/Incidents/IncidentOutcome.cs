using Guardian.Council;

namespace Guardian.Incidents;

/// <summary>How a plan that was carried out has ended: what sages, knowledge and trust learn from. Published to the event stream.</summary>
/// <param name="Incident">Id of the incident.</param>
/// <param name="Case">What the sages had been told.</param>
/// <param name="Decision">What was decided, with the ballots.</param>
/// <param name="Plan">Id of the plan that was carried out (or recommended and then done by a person).</param>
/// <param name="Succeeded">Whether the worker became healthy in time and the trouble stayed away.</param>
/// <param name="Acted">False when it was only recommended and something else ended the trouble.</param>
/// <param name="Seconds">From the decision until it was healthy; null when it was not.</param>
/// <param name="Reason">In words.</param>
/// <param name="At">Wall time, a label.</param>
public sealed record IncidentOutcome(
    string Incident,
    CaseFile Case,
    Decision Decision,
    string Plan,
    bool Succeeded,
    bool Acted,
    double? Seconds,
    string Reason,
    DateTimeOffset At)
{
    /// <summary>How often one more plan had been tried after a person was asked: tells attempts of the same number apart.</summary>
    public int Retry { get; init; }
}
