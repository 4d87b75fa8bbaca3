using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;

namespace Guardian.Incidents;

/// <summary>The rules of an incident's life: which faults open one, what comes next, whether it is cured.</summary>
public static class IncidentRule
{
    /// <summary>Whether a kind of fault needs a decision.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>False for what the reflex answers alone: a crash, and a start that fails, until their budget is spent.</returns>
    public static bool Opens(FaultKind kind) => kind is not (FaultKind.Crash or FaultKind.CannotStart);

    /// <summary>What an incident does next. The same state gives the same step, also after the node was killed.</summary>
    /// <param name="incident">Where it stands.</param>
    /// <param name="options">The rules.</param>
    /// <returns>The step; every state has one.</returns>
    public static IncidentStep Next(Incident incident, RecoveryOptions options) => incident.Phase switch
    {
        IncidentPhase.Detected => new IncidentStep.TakeEvidence(),
        IncidentPhase.EvidenceTaken when incident.Attempt >= options.Attempts => new IncidentStep.Escalate(
            $"it came back after {Wording.Count(incident.Attempt, "plan")} within {Wording.Duration(options.Cooldown)} ({string.Join(", ", incident.Failed)})"),
        IncidentPhase.EvidenceTaken or IncidentPhase.Proposed => new IncidentStep.Propose(),
        IncidentPhase.NextPlan => incident.Attempt < options.Attempts
            ? new IncidentStep.Propose()
            : new IncidentStep.Escalate(
                $"{Wording.Count(incident.Failed.Length, "plan")} did not help ({string.Join(", ", incident.Failed)}); at most {options.Attempts} are tried"),
        IncidentPhase.Decided => AfterDecision(incident),
        IncidentPhase.StateCaptured => new IncidentStep.Act(0, incident.Plan!.Actions[0]),
        IncidentPhase.Acting => WhileActing(incident),
        IncidentPhase.StateRestored => new IncidentStep.Verify(),
        IncidentPhase.Verifying or IncidentPhase.Settling or IncidentPhase.Escalated => new IncidentStep.Watch(),
        IncidentPhase.Resolved or IncidentPhase.Cancelled => new IncidentStep.Done(),
        _ => throw new ArgumentOutOfRangeException(nameof(incident), incident.Phase, "not a phase"),
    };

    private static IncidentStep AfterDecision(Incident incident)
    {
        if (incident.Plan is not { } plan || plan.Actions is [ActionNames.Escalate])
        {
            return new IncidentStep.Escalate(incident.Note);
        }

        if (incident.Decision!.Outcome == DecisionOutcome.ByPerson)
        {
            return new IncidentStep.Capture(); // the word that it would wait for is what it came from
        }

        return (incident.Recommend, incident.Confirmed) switch
        {
            (false, _) or (true, true) => new IncidentStep.Capture(),
            (true, null) => new IncidentStep.AwaitPerson(),
            (true, false) => new IncidentStep.Escalate($"the recommendation was rejected: {incident.Note}"),
        };
    }

    private static IncidentStep WhileActing(Incident incident)
    {
        if (incident.InFlight is { } started)
        {
            return new IncidentStep.FindOut(started);
        }

        ImmutableArray<string> actions = incident.Plan!.Actions;
        if (incident.NextAction > 0 && incident.Done is [.., { Succeeded: false } last])
        {
            return new IncidentStep.Fail($"{last.Action} could not be done: {last.Detail}");
        }

        return incident.NextAction < actions.Length
            ? new IncidentStep.Act(incident.NextAction, actions[incident.NextAction])
            : new IncidentStep.Restore();
    }

    /// <summary>Whether something is being done to the subject, or is about to be without a further word.</summary>
    /// <param name="incident">An open incident.</param>
    /// <returns>True from the first moment of what a person asked for, and from the saving of the state otherwise.</returns>
    public static bool IsBusy(Incident incident) =>
        incident.Phase is IncidentPhase.StateCaptured or IncidentPhase.Acting or IncidentPhase.StateRestored or IncidentPhase.Verifying
        || (incident.ForcedPlan is not null && incident.Phase <= IncidentPhase.Decided && incident.Failed.IsEmpty);

    /// <summary>Whether a meeting that a person called makes way for a fault of the same subject.</summary>
    /// <param name="open">The open incident of the subject.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="recommend">Whether decisions about the fault would wait for a person as well.</param>
    /// <returns>True only for a meeting of which nothing was carried out: it awaits a word, and a worker in trouble cannot.</returns>
    public static bool GivesWay(Incident open, FaultKind fault, bool recommend) =>
        open is { Kind: FaultKind.Requested, ForcedPlan: null, Confirmed: not true, Phase: <= IncidentPhase.Decided } && Opens(fault) && !recommend;

    /// <summary>Whether an action that was under way when the node was killed has been done.</summary>
    /// <param name="info">The action.</param>
    /// <param name="before">Processes that ran before it.</param>
    /// <param name="now">Processes that run now, in the same form.</param>
    /// <returns>True: done. False: not done, do it. Null: nobody knows, and to do it twice would be wrong.</returns>
    /// <remarks>A process that ran before and runs no more has been ended; that is what restarts and stops are for.</remarks>
    public static bool? WasDone(ActionInfo info, IReadOnlyCollection<string> before, IReadOnlyCollection<string> now)
    {
        if (info.Name is ActionNames.Stop or ActionNames.StopAll or ActionNames.Relocate or ActionNames.DrainNode)
        {
            return false; // an ended process is no stopped worker, nor one that runs elsewhere: the word that makes it so may not have been kept
        }

        if (info.Destroys)
        {
            return before.Count > 0 ? !before.Any(now.Contains) : now.Count > 0;
        }

        return info.Repeatable ? false : null;
    }

    /// <summary>Whether a trouble is over for now.</summary>
    /// <param name="kind">What it was.</param>
    /// <param name="subject">How its subject is.</param>
    /// <returns>The verdict.</returns>
    public static SubjectVerdict Judge(FaultKind kind, SubjectHealth subject)
    {
        if (subject.Gone is { } gone)
        {
            return new SubjectVerdict.Gone(gone);
        }

        if (subject.Standing.Contains(kind))
        {
            return new SubjectVerdict.Sick($"{subject.Words}; the fault stands");
        }

        return subject.Running && subject.Ready && subject.Healthy
            ? new SubjectVerdict.Well(subject.Words)
            : new SubjectVerdict.Sick(subject.Words);
    }

    /// <summary>Whether a fault, seen while an incident settles, means that its plan did not help.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="fault">The fault.</param>
    /// <returns>True for the same kind, and for any end of a worker that could not stay up.</returns>
    public static bool Recurs(Incident incident, FaultKind fault) =>
        fault == incident.Kind || (CannotStayUp(incident.Kind) && CannotStayUp(fault)) || (Hangs(incident.Kind) && Hangs(fault));

    /// <summary>Whether an unasked restart within the settling time means that the plan did not help.</summary>
    /// <param name="kind">What the incident is about.</param>
    /// <returns>True for workers that could not stay up.</returns>
    public static bool CannotStayUp(FaultKind kind) => kind is FaultKind.BudgetSpent or FaultKind.Unrestartable or FaultKind.CannotStart or FaultKind.Crash;

    /// <summary>Whether a kind of fault shows by signs of life that do not come.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>True for hangs and standstills.</returns>
    public static bool ShowsBySilence(FaultKind kind) => Hangs(kind);

    private static bool Hangs(FaultKind kind) => kind is FaultKind.Hang or FaultKind.NoProgress or FaultKind.StuckConnection or FaultKind.ProbeFailed;
}
