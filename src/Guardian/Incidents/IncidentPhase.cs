namespace Guardian.Incidents;

/// <summary>Where an incident stands.</summary>
/// <remarks>
/// <code>
/// Detected -> EvidenceTaken -> Proposed -> Decided -> StateCaptured -> Acting -> StateRestored -> Verifying -> Settling -> Resolved
///                 ^                          |  (recommend: waits for a person)                      |            |
///                 +------------------------- NextPlan &lt;-----------------------------------------------+------------+
/// any open phase -> Escalated (asked a person; open until the trouble ends) -> Resolved;   any open phase -> Cancelled
/// </code>
/// </remarks>
public enum IncidentPhase
{
    /// <summary>A fault opened it.</summary>
    Detected,

    /// <summary>Evidence is kept.</summary>
    EvidenceTaken,

    /// <summary>Candidate plans are put to the vote.</summary>
    Proposed,

    /// <summary>A plan is chosen; with <c>recommend</c> a person must confirm it.</summary>
    Decided,

    /// <summary>The state of what will be touched is saved.</summary>
    StateCaptured,

    /// <summary>Actions are being carried out.</summary>
    Acting,

    /// <summary>The state is handed back.</summary>
    StateRestored,

    /// <summary>It must become healthy.</summary>
    Verifying,

    /// <summary>It is healthy; the trouble must stay away for a while.</summary>
    Settling,

    /// <summary>The plan did not help; another one is looked for.</summary>
    NextPlan,

    /// <summary>A person is asked. Ends as resolved when the trouble goes away.</summary>
    Escalated,

    /// <summary>Over, and cured.</summary>
    Resolved,

    /// <summary>Over without a cure: its worker is gone or stopped by a person, or it was no trouble.</summary>
    Cancelled,
}
