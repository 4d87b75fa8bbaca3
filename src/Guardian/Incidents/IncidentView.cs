using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;

namespace Guardian.Incidents;

/// <summary>What is shown of one incident in a list. The JSON form is a contract of the API.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">Instance, worker, or <c>host</c>.</param>
/// <param name="Kind">The fault that opened it.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Severity">How grave.</param>
/// <param name="Plan">The plan decided on last, or null.</param>
/// <param name="Attempt">Which attempt it is at.</param>
/// <param name="Note">Why it stands where it stands.</param>
/// <param name="DetectedAt">When it was opened.</param>
/// <param name="RecoveredAt">When its subject was healthy again, or null.</param>
/// <param name="EndedAt">When it ended, or null.</param>
/// <param name="RecoverySeconds">From detection to health, or null.</param>
/// <param name="Signature">Its signature in words.</param>
/// <param name="SignatureId">Its signature's id.</param>
/// <param name="Failed">Plans that did not help.</param>
/// <param name="CuredBy">The plan that did, or null.</param>
/// <param name="ByPerson">Whether a person's deed ended it.</param>
/// <param name="Escalated">Whether a person was asked.</param>
/// <param name="Label"><c>false</c>, <c>real</c>, or null when nobody judged it.</param>
public sealed record IncidentView(
    string Id,
    string Subject,
    FaultKind Kind,
    IncidentPhase Phase,
    Severity Severity,
    string? Plan,
    int Attempt,
    string Note,
    DateTimeOffset DetectedAt,
    DateTimeOffset? RecoveredAt,
    DateTimeOffset? EndedAt,
    double? RecoverySeconds,
    string Signature,
    string SignatureId,
    ImmutableArray<string> Failed,
    string? CuredBy,
    bool ByPerson,
    bool Escalated,
    string? Label)
{
    /// <summary>As a list shows it.</summary>
    /// <param name="incident">The incident.</param>
    /// <returns>The view.</returns>
    public static IncidentView Of(Incident incident) => new(
        incident.Id,
        incident.Subject,
        incident.Kind,
        incident.Phase,
        incident.Severity,
        incident.Decision?.Plan,
        incident.Attempt,
        incident.Note,
        incident.DetectedAt,
        incident.RecoveredAt,
        incident.EndedAt,
        incident.RecoveredAt is { } at ? Math.Max(0, (at - incident.DetectedAt).TotalSeconds) : null,
        incident.Signature,
        incident.SignatureId,
        incident.Failed,
        incident.CuredBy,
        incident.ByPerson,
        incident.WasEscalated,
        incident.FalseDetection switch { true => "false", false => "real", null => null });
}
