using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;

namespace Guardian.Incidents;

/// <summary>Something that happened to an incident and is kept. The stream is <c>incident/ID</c>; the order is the journal's.</summary>
/// <remarks>Names and properties are a stored format: they are added to, never changed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Detected), "incident-detected")]
[JsonDerivedType(typeof(FaultJoined), "incident-fault-joined")]
[JsonDerivedType(typeof(Held), "incident-held")]
[JsonDerivedType(typeof(EvidenceTaken), "incident-evidence-taken")]
[JsonDerivedType(typeof(Proposed), "incident-proposed")]
[JsonDerivedType(typeof(Decided), "incident-decided")]
[JsonDerivedType(typeof(PersonSpoke), "incident-person-spoke")]
[JsonDerivedType(typeof(StateCaptured), "incident-state-captured")]
[JsonDerivedType(typeof(ActionStarted), "incident-action-started")]
[JsonDerivedType(typeof(ActionEnded), "incident-action-ended")]
[JsonDerivedType(typeof(StateRestored), "incident-state-restored")]
[JsonDerivedType(typeof(VerifyStarted), "incident-verify-started")]
[JsonDerivedType(typeof(Recovered), "incident-recovered")]
[JsonDerivedType(typeof(AttemptFailed), "incident-attempt-failed")]
[JsonDerivedType(typeof(Escalated), "incident-escalated")]
[JsonDerivedType(typeof(Retried), "incident-retried")]
[JsonDerivedType(typeof(Resolved), "incident-resolved")]
[JsonDerivedType(typeof(Cancelled), "incident-cancelled")]
[JsonDerivedType(typeof(Labelled), "incident-labelled")]
public abstract record IncidentEvent
{
    private IncidentEvent() { }

    /// <summary>A fault opened it.</summary>
    /// <param name="Kind">Kind of fault.</param>
    /// <param name="Worker">The worker, or null for the server.</param>
    /// <param name="Instance">The instance, such as <c>mailer/0</c>, or null.</param>
    /// <param name="Reason">Why, with figures.</param>
    /// <param name="Severity">How grave.</param>
    /// <param name="Since">When the trouble began, as far as is known (wall time).</param>
    /// <param name="Recommend">Whether a person must confirm what is decided.</param>
    /// <param name="EarlierAttempts">Attempts of an incident of the same trouble that had ended a short time before.</param>
    /// <param name="EarlierFailed">Ids of the plans of those attempts.</param>
    public sealed record Detected(
        FaultKind Kind,
        string? Worker,
        string? Instance,
        string Reason,
        Severity Severity,
        DateTimeOffset Since,
        bool Recommend,
        int EarlierAttempts,
        ImmutableArray<string> EarlierFailed) : IncidentEvent
    {
        /// <summary>The plan that a person asked for, or null.</summary>
        public string? ForcedPlan { get; init; }
    }

    /// <summary>A further fault of the same subject.</summary>
    /// <param name="Kind">Kind of fault.</param>
    /// <param name="Reason">Why, with figures.</param>
    public sealed record FaultJoined(FaultKind Kind, string Reason) : IncidentEvent;

    /// <summary>It waits for the canary of a common cause.</summary>
    /// <param name="Lead">Id of the incident that is tried first; null: it waits no longer.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Held(string? Lead, string Reason) : IncidentEvent;

    /// <summary>Evidence is kept.</summary>
    /// <param name="Evidence">What.</param>
    /// <param name="SignatureId">Stable id of the error's signature.</param>
    /// <param name="Signature">The signature in words.</param>
    public sealed record EvidenceTaken(IncidentEvidence Evidence, string SignatureId, string Signature) : IncidentEvent;

    /// <summary>Plans are put to the vote.</summary>
    /// <param name="Proposal">Id of the proposal.</param>
    /// <param name="Attempt">Which attempt, from 1.</param>
    /// <param name="Plans">The candidates.</param>
    public sealed record Proposed(string Proposal, int Attempt, ImmutableArray<Plan> Plans) : IncidentEvent
    {
        /// <summary>The worker that the plans touch; of a trouble of the server, the one that was heaviest then. Null in what older versions wrote.</summary>
        public string? Target { get; init; }
    }

    /// <summary>A plan is chosen.</summary>
    /// <param name="Decision">With votes and reasons.</param>
    public sealed record Decided(Decision Decision) : IncidentEvent;

    /// <summary>A person confirmed or rejected what was recommended.</summary>
    /// <param name="Confirmed">True: do it.</param>
    /// <param name="By">Who.</param>
    /// <param name="Note">Why, or null.</param>
    public sealed record PersonSpoke(bool Confirmed, string By, string? Note) : IncidentEvent;

    /// <summary>The state of what will be touched was saved, or could not be.</summary>
    /// <param name="Complete">Whether all of it was.</param>
    /// <param name="Detail">In words: hook, tasks in hand.</param>
    public sealed record StateCaptured(bool Complete, string Detail) : IncidentEvent;

    /// <summary>An action is about to be carried out. Recorded before anything is done.</summary>
    /// <param name="Index">Place in the plan, from 0.</param>
    /// <param name="Action">Its name.</param>
    /// <param name="Before">Processes that run before it, as <c>INSTANCE=PID:START</c>: tells after a crash of the node whether it was done.</param>
    public sealed record ActionStarted(int Index, string Action, ImmutableArray<string> Before) : IncidentEvent;

    /// <summary>An action was carried out, or could not be.</summary>
    /// <param name="Index">Place in the plan, from 0.</param>
    /// <param name="Action">Its name.</param>
    /// <param name="Succeeded">Whether it did what it says (not whether it helped).</param>
    /// <param name="Detail">In words, honest.</param>
    /// <param name="Milliseconds">How long it took.</param>
    public sealed record ActionEnded(int Index, string Action, bool Succeeded, string Detail, double Milliseconds) : IncidentEvent;

    /// <summary>The state was handed back, or could not be.</summary>
    /// <param name="Complete">Whether all of it was.</param>
    /// <param name="Detail">In words.</param>
    public sealed record StateRestored(bool Complete, string Detail) : IncidentEvent;

    /// <summary>From here on it must become healthy.</summary>
    /// <param name="Until">Latest (wall time), a label.</param>
    public sealed record VerifyStarted(DateTimeOffset Until) : IncidentEvent;

    /// <summary>It is healthy again. The trouble must now stay away.</summary>
    /// <param name="Detail">What is seen, in words.</param>
    /// <param name="SecondsSinceDetected">From the opening of the incident.</param>
    public sealed record Recovered(string Detail, double SecondsSinceDetected) : IncidentEvent;

    /// <summary>The plan did not help.</summary>
    /// <param name="Plan">Id of the plan.</param>
    /// <param name="Reason">In words.</param>
    public sealed record AttemptFailed(string Plan, string Reason) : IncidentEvent;

    /// <summary>A person is asked.</summary>
    /// <param name="Reason">In words.</param>
    public sealed record Escalated(string Reason) : IncidentEvent;

    /// <summary>A person was asked and the trouble goes on: one more plan is tried, and what failed before may help now.</summary>
    /// <param name="Attempt">The attempt that counts as the last one made.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Retried(int Attempt, string Reason) : IncidentEvent;

    /// <summary>It is over.</summary>
    /// <param name="Reason">In words.</param>
    /// <param name="Plan">The plan that cured it; null when it went away by itself or a person did it.</param>
    /// <param name="ByPerson">Whether a person's deed cured it.</param>
    public sealed record Resolved(string Reason, string? Plan, bool ByPerson) : IncidentEvent;

    /// <summary>It is over without a cure.</summary>
    /// <param name="Reason">In words.</param>
    public sealed record Cancelled(string Reason) : IncidentEvent;

    /// <summary>A person's judgement of the incident.</summary>
    /// <param name="FalseDetection">True: there was no trouble.</param>
    /// <param name="By">Who.</param>
    /// <param name="Note">Why, or null.</param>
    public sealed record Labelled(bool FalseDetection, string By, string? Note) : IncidentEvent;
}
