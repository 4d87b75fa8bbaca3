using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Recovery;

namespace Guardian.Learning.Knowledge;

/// <summary>What one outcome teaches: the part of an <see cref="IncidentOutcome"/> that knowledge is folded from, and that is kept.</summary>
/// <param name="Incident">Id of the incident.</param>
/// <param name="SignatureId">Id of the signature.</param>
/// <param name="Signature">The signature in words.</param>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Level">How the error is to be taken, or null when nobody has said.</param>
/// <param name="FirstAttempt">Whether it was the incident's first attempt: the signature is then counted as seen once more.</param>
/// <param name="Plan">Id of the plan, or null when the outcome says nothing of any plan.</param>
/// <param name="Succeeded">Whether the plan cured it.</param>
/// <param name="ByPerson">Whether a person carried it out after a recommendation: it then counts with the passive weight.</param>
/// <param name="Seconds">From the decision until it was healthy; null when it was not.</param>
/// <param name="At">Wall time, a label.</param>
public sealed record Lesson(
    string Incident,
    string SignatureId,
    string Signature,
    FaultKind Kind,
    ErrorLevel? Level,
    bool FirstAttempt,
    string? Plan,
    bool Succeeded,
    bool ByPerson,
    double? Seconds,
    DateTimeOffset At)
{
    /// <summary>What an outcome teaches.</summary>
    /// <param name="outcome">How a plan has ended.</param>
    /// <param name="level">How the error is to be taken, or null when nobody has said.</param>
    /// <returns>The lesson.</returns>
    /// <remarks>
    /// A plan that was only recommended and not carried out teaches nothing of itself: the trouble may have gone by anything. When a
    /// person carried out a plan instead (the decision is a person's, or the plan is another than the decided one), it is learned with
    /// less weight, because neither its beginning nor its being the cure was seen. Asking a person cures nothing by itself and is never
    /// learned. In each of these cases the signature still counts as seen.
    /// </remarks>
    public static Lesson From(IncidentOutcome outcome, ErrorLevel? level)
    {
        bool byPerson = !outcome.Acted && (outcome.Decision.Outcome == DecisionOutcome.ByPerson || outcome.Plan != outcome.Decision.Plan);
        bool teaches = (outcome.Acted || byPerson) && outcome.Plan != ActionNames.Escalate;
        double? seconds = outcome is { Succeeded: true, Seconds: >= 0 and < double.PositiveInfinity } ? outcome.Seconds : null;
        return new Lesson(
            outcome.Incident,
            outcome.Case.SignatureId,
            outcome.Case.Signature,
            outcome.Case.Kind,
            level,
            outcome.Case.Attempt <= 1,
            teaches ? outcome.Plan : null,
            outcome.Succeeded,
            byPerson,
            seconds,
            outcome.At);
    }
}
