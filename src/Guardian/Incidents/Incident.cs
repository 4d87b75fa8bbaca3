using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;

namespace Guardian.Incidents;

/// <summary>The life of a fault that needs a decision: the projection of its events.</summary>
/// <remarks>Pure: the same events give the same incident, so a node that was killed goes on where it was.</remarks>
public sealed record Incident
{
    /// <summary>Its id, for example <c>i-20261120-0007</c>; in a cluster with the node's name, <c>i-20261120-n1-0007</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    public IncidentPhase Phase { get; init; } = IncidentPhase.Detected;

    /// <summary>The fault that opened it.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>The worker, or null for the server.</summary>
    public string? Worker { get; init; }

    /// <summary>The instance, or null.</summary>
    public string? Instance { get; init; }

    /// <summary>Why, with figures.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>How grave.</summary>
    public Severity Severity { get; init; }

    /// <summary>When the trouble began, as far as is known.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset DetectedAt { get; init; }

    /// <summary>Whether a person must confirm what is decided.</summary>
    public bool Recommend { get; init; }

    /// <summary>The plan that a person asked for, or null.</summary>
    public string? ForcedPlan { get; init; }

    /// <summary>Kinds of fault that joined, without the first.</summary>
    public ImmutableArray<FaultKind> Joined { get; init; } = [];

    /// <summary>The incident whose canary it waits for, or null.</summary>
    public string? Lead { get; init; }

    /// <summary>What was kept, or null before.</summary>
    public IncidentEvidence? Evidence { get; init; }

    /// <summary>Key of what is learned; empty before evidence is taken.</summary>
    public string SignatureId { get; init; } = string.Empty;

    /// <summary>The signature in words.</summary>
    public string Signature { get; init; } = string.Empty;

    /// <summary>Which attempt it is at, from 1; 0 before the first proposal.</summary>
    public int Attempt { get; init; }

    /// <summary>Candidates of the last proposal.</summary>
    public ImmutableArray<Plan> Plans { get; init; } = [];

    /// <summary>The worker that the last proposal's plans touch, or null before.</summary>
    public string? Target { get; init; }

    /// <summary>What was decided last, or null.</summary>
    public Decision? Decision { get; init; }

    /// <summary>A person's word on the recommendation: true confirmed, false rejected, null not yet.</summary>
    public bool? Confirmed { get; init; }

    /// <summary>Place of the next action of the plan.</summary>
    public int NextAction { get; init; }

    /// <summary>The action that was begun and not yet reported as ended, or null.</summary>
    public IncidentEvent.ActionStarted? InFlight { get; init; }

    /// <summary>Actions that were carried out, oldest first.</summary>
    public ImmutableArray<IncidentEvent.ActionEnded> Done { get; init; } = [];

    /// <summary>Ids of plans that did not help, oldest first; those of an earlier incident of the same trouble included.</summary>
    public ImmutableArray<string> Failed { get; init; } = [];

    /// <summary>When it was decided on last, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When verification or settling began last, or null.</summary>
    public DateTimeOffset? WatchedSince { get; init; }

    /// <summary>When the worker was healthy again, or null.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>When it ended, or null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it stands where it stands, in words.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>The plan that cured it, or null.</summary>
    public string? CuredBy { get; init; }

    /// <summary>Whether a person's deed ended it.</summary>
    public bool ByPerson { get; init; }

    /// <summary>A person's judgement: true when there was no trouble, null when nobody said.</summary>
    public bool? FalseDetection { get; init; }

    /// <summary>How often one more plan was tried after a person had been asked.</summary>
    public int Retries { get; init; }

    /// <summary>Whether a person was asked at some time.</summary>
    public bool WasEscalated { get; init; }

    /// <summary>What it is about: instance, worker or <c>host</c>. At most one incident is open for each.</summary>
    public string Subject => SubjectOf(Worker, Instance);

    /// <summary>Whether it is not over.</summary>
    public bool IsOpen => Phase is not (IncidentPhase.Resolved or IncidentPhase.Cancelled);

    /// <summary>The chosen plan, or null.</summary>
    public Plan? Plan => Decision is { } decision ? Plans.FirstOrDefault(plan => plan.Id == decision.Plan) : null;

    /// <summary>What an incident is about.</summary>
    /// <param name="worker">The worker, or null.</param>
    /// <param name="instance">The instance, or null.</param>
    /// <returns>The key.</returns>
    public static string SubjectOf(string? worker, string? instance) => instance ?? worker ?? "host";

    /// <summary>The incident after one more event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When it happened (wall time).</param>
    /// <returns>The new state.</returns>
    public Incident Apply(IncidentEvent happened, DateTimeOffset at) => happened switch
    {
        IncidentEvent.Detected detected => this with
        {
            Kind = detected.Kind,
            Worker = detected.Worker,
            Instance = detected.Instance,
            Reason = detected.Reason,
            Severity = detected.Severity,
            Since = detected.Since,
            DetectedAt = at,
            Recommend = detected.Recommend,
            Attempt = detected.EarlierAttempts,
            Failed = detected.EarlierFailed,
            ForcedPlan = detected.ForcedPlan,
            Note = detected.Reason,
        },
        IncidentEvent.FaultJoined joined => this with { Joined = Joined.Contains(joined.Kind) ? Joined : Joined.Add(joined.Kind) },
        IncidentEvent.Held held => this with { Lead = held.Lead, Note = held.Reason },
        IncidentEvent.EvidenceTaken taken => this with
        {
            Phase = IncidentPhase.EvidenceTaken,
            Evidence = taken.Evidence,
            SignatureId = taken.SignatureId,
            Signature = taken.Signature,
        },
        IncidentEvent.Proposed proposed => this with
        {
            Phase = IncidentPhase.Proposed,
            Attempt = proposed.Attempt,
            Plans = proposed.Plans,
            Target = proposed.Target,
            Decision = null,
            Confirmed = null,
        },
        IncidentEvent.Decided decided => this with
        {
            Phase = IncidentPhase.Decided,
            Decision = decided.Decision,
            DecidedAt = at,
            Note = decided.Decision.Reason,
            NextAction = 0,
            InFlight = null,
        },
        IncidentEvent.PersonSpoke spoke => this with { Confirmed = spoke.Confirmed, Note = spoke.Note ?? Note },
        IncidentEvent.StateCaptured captured => this with { Phase = IncidentPhase.StateCaptured, Note = captured.Detail },
        IncidentEvent.ActionStarted started => this with { Phase = IncidentPhase.Acting, InFlight = started },
        IncidentEvent.ActionEnded ended => this with
        {
            Phase = IncidentPhase.Acting,
            InFlight = null,
            NextAction = ended.Index + 1,
            Done = Done.Add(ended),
            Note = ended.Detail,
        },
        IncidentEvent.StateRestored restored => this with { Phase = IncidentPhase.StateRestored, Note = restored.Detail },
        IncidentEvent.VerifyStarted => this with { Phase = IncidentPhase.Verifying, WatchedSince = at },
        IncidentEvent.Recovered recovered => this with
        {
            Phase = IncidentPhase.Settling,
            RecoveredAt = at,
            WatchedSince = at,
            Note = recovered.Detail,
        },
        IncidentEvent.AttemptFailed failed => this with
        {
            Phase = IncidentPhase.NextPlan,
            Failed = Failed.Add(failed.Plan),
            RecoveredAt = null,
            Note = failed.Reason,
        },
        IncidentEvent.Escalated escalated => this with
        {
            Phase = IncidentPhase.Escalated,
            WasEscalated = true,
            WatchedSince = at,
            Note = escalated.Reason,
        },
        IncidentEvent.Retried retried => this with
        {
            Phase = IncidentPhase.NextPlan,
            Attempt = retried.Attempt,
            Retries = Retries + 1,
            Failed = [],
            Note = retried.Reason,
        },
        IncidentEvent.Resolved resolved => this with
        {
            Phase = IncidentPhase.Resolved,
            EndedAt = at,
            RecoveredAt = RecoveredAt ?? at,
            CuredBy = resolved.Plan,
            ByPerson = resolved.ByPerson,
            Note = resolved.Reason,
        },
        IncidentEvent.Cancelled cancelled => this with { Phase = IncidentPhase.Cancelled, EndedAt = at, Note = cancelled.Reason },
        IncidentEvent.Labelled labelled => this with { FalseDetection = labelled.FalseDetection },
        _ => this,
    };
}
