using Guardian.Incidents;

namespace Guardian.Cluster.Troubles;

/// <summary>What a node tells the others of an incident.</summary>
internal static class TroubleRule
{
    /// <summary>What is told.</summary>
    /// <param name="node">The node.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="cured">Whether its plan has proved itself.</param>
    /// <returns>The trouble; null when it is none that others could have as well, or not enough is known of it yet.</returns>
    public static Trouble? Of(string node, Incident incident, bool cured) =>
        incident.Worker is { } worker && IsSpecific(incident)
            ? new Trouble(
                Trouble.Current,
                node,
                incident.Id,
                worker,
                incident.SignatureId,
                incident.Signature,
                PhaseOf(incident, cured),
                incident.Decision?.Plan,
                incident.Lead is null && incident.Decision?.Outcome != Guardian.Council.DecisionOutcome.CommonCause,
                AgeMs: 0) // told when it is sent
            : null;

    /// <summary>Whether the signature says more than the kind of fault, which is the same for everybody and so no sign of one cause.</summary>
    /// <param name="incident">The incident.</param>
    /// <returns>True when the same signature elsewhere means the same trouble.</returns>
    public static bool IsSpecific(Incident incident) => incident.SignatureId.Length > 0 && incident.Signature != incident.Kind.ToString();

    private static TroublePhase PhaseOf(Incident incident, bool cured) => incident.Phase switch
    {
        _ when cured => TroublePhase.Cured,
        IncidentPhase.Detected or IncidentPhase.EvidenceTaken or IncidentPhase.NextPlan => TroublePhase.Detected,
        IncidentPhase.Decided when incident is { Recommend: true, Confirmed: null } => TroublePhase.Detected, // it waits for a person
        IncidentPhase.Proposed or IncidentPhase.Decided or IncidentPhase.StateCaptured or IncidentPhase.Acting or IncidentPhase.StateRestored
            or IncidentPhase.Verifying => TroublePhase.Acting,
        IncidentPhase.Settling => TroublePhase.Settling,
        IncidentPhase.Escalated => TroublePhase.Escalated,
        IncidentPhase.Resolved or IncidentPhase.Cancelled => TroublePhase.Over,
        _ => throw new ArgumentOutOfRangeException(nameof(incident), incident.Phase, "not a phase"),
    };
}
