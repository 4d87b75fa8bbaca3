using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Guardian.Council;
using Guardian.Recovery;
using Guardian.Workers;
using Microsoft.Extensions.Logging;
using static Guardian.Incidents.IncidentProtocol;

namespace Guardian.Incidents;

/// <content>Evidence, turn, proposal, vote.</content>
internal sealed partial class IncidentActor
{
    /// <summary>Longest that evidence may take beyond its command, before it goes on without.</summary>
    private static readonly TimeSpan LongestEvidence = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(5);

    private void TakeEvidence()
    {
        long step = _step;
        EvidenceAsync(_incident).PipeTo(
            Self,
            Self,
            taken => new Evidenced(step, taken.Event, taken.SameTaskDeaths),
            why => new Evidenced(step, Without(why.Message), 0));

        IncidentEvent.EvidenceTaken Without(string why)
        {
            SignatureText signature = _ports.SignatureOf(new SignatureInput(_incident.Kind, null, false, [], [], false));
            return new IncidentEvent.EvidenceTaken(
                new IncidentEvidence([], [], ImmutableSortedDictionary<string, string>.Empty.Add("evidence", $"could not be taken: {why}"), null, null, null, null, null),
                signature.Id,
                signature.Text);
        }
    }

    private async Task<(IncidentEvent.EvidenceTaken Event, int SameTaskDeaths)> EvidenceAsync(Incident incident)
    {
        InstanceEvidence? seen = null;
        string? output = null;
        if (incident.Worker is { } worker && _ports.Control.Definitions.FirstOrDefault(definition => definition.Name == worker) is { } definition)
        {
            int index = IndexOf(incident.Instance) ?? 0;
            seen = await _ports.Control.EvidenceAsync(worker, index, Options.Evidence.Lines).WaitAsync(LongestEvidence, _ports.Clock.Provider).ConfigureAwait(false);
            if (definition.Recovery.Evidence is { } command && seen?.Pid is not null)
            {
                (CommandResult? result, string? problem) =
                    await _ports.Control.RunAsync(worker, index, command, seen.Task, Options.Evidence.Timeout).ConfigureAwait(false);
                output = result is null ? $"could not be started: {problem}" : result.Output;
            }
        }

        SignatureText signature = _ports.SignatureOf(new SignatureInput(
            incident.Kind, seen?.LastExit, seen?.Pid is null, seen?.LogLines ?? [], seen?.ErrorLines ?? [], seen?.SameTaskDeaths >= 2));
        IncidentEvidence evidence = new(
            seen?.LogLines ?? [],
            seen?.ErrorLines ?? [],
            seen?.Facts ?? ImmutableSortedDictionary<string, string>.Empty,
            seen?.LastExit?.ToString(),
            seen?.Task,
            seen?.Busy,
            output,
            null);
        string? file = await WriteFileAsync(incident, evidence, signature).ConfigureAwait(false);
        return (new IncidentEvent.EvidenceTaken(evidence with { File = file }, signature.Id, signature.Text), seen?.SameTaskDeaths ?? 0);
    }

    /// <summary>The same as text, for whoever has no node at hand. A full disk must not keep the worker from being mended.</summary>
    private async Task<string?> WriteFileAsync(Incident incident, IncidentEvidence evidence, SignatureText signature)
    {
        string file = Path.Combine(_ports.Facts.DataDirectory, "evidence", incident.Id + ".txt");
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{incident.Id}  {incident.Subject}  {incident.Kind}  {incident.DetectedAt:O}");
        text.AppendLine(incident.Reason).AppendLine(CultureInfo.InvariantCulture, $"signature {signature.Id}: {signature.Text}");
        foreach ((string name, string value) in evidence.Facts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {value}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"last exit: {evidence.LastExit ?? "none"}").AppendLine(CultureInfo.InvariantCulture, $"item in hand: {evidence.Task ?? "not known"}");
        text.AppendLine().AppendLine("log:");
        foreach (string line in evidence.LogLines)
        {
            text.Append("  ").AppendLine(line);
        }

        if (evidence.CommandOutput is { } output)
        {
            text.AppendLine().AppendLine("evidence command:").AppendLine(output);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text.ToString()).ConfigureAwait(false);
            return file;
        }
        catch (IOException)
        {
            return null; // what matters is in the journal as well
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void OnEvidenced(Evidenced evidenced) => When(evidenced.Step, () =>
    {
        _sameTaskDeaths = evidenced.SameTaskDeaths;
        Happen(evidenced.Taken);
        Step();
    });

    private void OnGranted(Granted granted)
    {
        _turnAsked = false;
        _mayAct = true;
        _alsoHit = granted.AlsoHit;
        _follow = granted.Follow;
        if (_incident.Lead is not null)
        {
            Happen(new IncidentEvent.Held(null, _follow is null ? "its turn has come" : $"{_follow.Lead} was cured by {_follow.Plan}"));
        }

        Step();
    }

    private void OnHold(HoldFor hold)
    {
        if (_incident.Lead != hold.Lead)
        {
            Happen(new IncidentEvent.Held(hold.Lead, hold.Reason));
            Watch(LookSeldom);
        }
    }

    private void OnLeadGaveUp(string lead)
    {
        _turnAsked = false;
        if (_incident.Phase is IncidentPhase.EvidenceTaken or IncidentPhase.NextPlan)
        {
            Happen(new IncidentEvent.Escalated($"the same trouble as {lead}, which could not be cured"));
            Step();
        }
    }

    private void Propose()
    {
        if (Target(chooseAnew: true) is not { } target)
        {
            NothingToTouch();
            return;
        }

        _step++; // answers to an earlier proposal are late
        int running = _ports.Control.Statuses.Sum(status => status.Running);
        ImmutableArray<Plan> plans = PlanBuilder.Build(target, _ports.Catalog, running);
        // A vote that the node's death cut short is held again; that is no further attempt.
        Incident before = _incident.Phase == IncidentPhase.Proposed ? _incident with { Attempt = _incident.Attempt - 1 } : _incident;
        _case = FileOf(before, target);
        string id = string.Create(CultureInfo.InvariantCulture, $"{_incident.Id}.{_case.Attempt}");
        Happen(new IncidentEvent.Proposed(id, _case.Attempt, plans) { Target = target.Worker.Name });
        if (Given(plans, id) is { } given)
        {
            OnVoted(given);
            return;
        }

        long step = _step;
        Proposal proposal = new(id, _case, plans, _ports.Clock.UtcNow) { VerifyWithin = VerifyWithin, Settle = Options.Settle };
        _ports.Decide(proposal).PipeTo(
            Self, Self, decision => new Voted(step, decision), why => new Voted(step, Undecided(id, why.Message)));
    }

    private CaseFile FileOf(Incident incident, ActionTarget target) =>
        CaseFiles.Of(incident, target, _alsoHit, _sameTaskDeaths, _ports.Seed) with { Node = _ports.Cluster?.Node };

    /// <summary>A decision that needs no vote: a person's, or that of the canary of a common cause.</summary>
    private Decision? Given(ImmutableArray<Plan> plans, string proposal)
    {
        if (ForcedPlan is { } forced)
        {
            // What does not start a worker that is down is proposed with a start after it; that is what the person means.
            return (plans.FirstOrDefault(plan => plan.Id == forced) ?? plans.FirstOrDefault(plan => plan.Actions[0] == forced)) is { } asked
                ? Make(asked.Id, DecisionOutcome.ByPerson, $"asked for: {_incident.Reason}")
                : Make(ActionNames.Escalate, DecisionOutcome.Escalated, $"{forced} cannot be done to {_incident.Subject}");
        }

        return _follow is { } follow && plans.Any(plan => plan.Id == follow.Plan) && !_incident.Failed.Contains(follow.Plan)
            ? Make(follow.Plan, DecisionOutcome.CommonCause, $"it cured the same trouble in {follow.Lead}")
            : null;

        Decision Make(string plan, DecisionOutcome outcome, string reason) =>
            new(proposal, plan, outcome, 100, true, reason, [], [], [], 0);
    }

    private static Decision Undecided(string proposal, string why) =>
        new(proposal, ActionNames.Escalate, DecisionOutcome.Escalated, 0, false, $"the council could not decide: {why}", [], [], [], 0);

    private void OnVoted(Decision decision)
    {
        Happen(new IncidentEvent.Decided(decision));
        LogDecided(_ports.Log, _incident.Id, _incident.Subject, decision.Plan, decision.Confidence, decision.Reason);
        Step();
    }

    private void OnSpoken(Spoken spoken)
    {
        if (IncidentRule.Next(_incident, Options) is not IncidentStep.AwaitPerson)
        {
            return; // two people spoke at once, and the first word counts
        }

        Happen(new IncidentEvent.PersonSpoke(spoken.Confirmed, spoken.By, spoken.Note ?? $"{(spoken.Confirmed ? "confirmed" : "rejected")} by {spoken.By}"));
        Step();
    }

    /// <summary>A worker that is gone needs no plan; a server in trouble with no worker to relieve it of needs a person.</summary>
    private void NothingToTouch()
    {
        Happen(_incident.Worker is null
            ? new IncidentEvent.Escalated("no worker runs that a plan could touch")
            : new IncidentEvent.Cancelled($"{_incident.Subject} is gone"));
        Step();
    }

    /// <summary>What plans would touch, or null when it is gone. A plan that is under way goes on with the worker that it was made for.</summary>
    private ActionTarget? Target(bool chooseAnew = false)
    {
        IWorkerControl control = _ports.Control;
        string? worker = _incident.Worker
            ?? (chooseAnew ? null : _incident.Target)
            ?? CaseFiles.Heaviest(_incident.Kind, control.Definitions, control.Statuses, control.Host);
        return worker is not null
            && control.Definitions.FirstOrDefault(definition => definition.Name == worker) is { } definition
            && control.Find(worker) is { } status
            ? new ActionTarget
            {
                Incident = _incident.Id,
                Kind = _incident.Kind,
                Worker = definition,
                Status = status,
                Index = IndexOf(_incident.Instance),
                Task = _incident.Evidence?.Task,
                Options = Options,
                Control = control,
            }
            : null;
    }

    private static int? IndexOf(string? instance) => InstanceName.TryParse(instance, out InstanceName name) ? name.Index : null;

    [LoggerMessage(2603, LogLevel.Warning, "Incident {Incident} on {Subject}: {Plan} ({Confidence} %): {Reason}")]
    private static partial void LogDecided(ILogger log, string incident, string subject, string plan, int confidence, string reason);
}
