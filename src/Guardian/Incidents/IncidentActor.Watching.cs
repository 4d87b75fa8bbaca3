using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Recovery;
using Microsoft.Extensions.Logging;
using static Guardian.Incidents.IncidentProtocol;

namespace Guardian.Incidents;

/// <content>Verifying, settling, escalated: looks at the subject until it is well, or not well in time.</content>
internal sealed partial class IncidentActor
{
    /// <summary>Sixteen cooldowns, eighty minutes by default, are the longest pause.</summary>
    private const int MostDoublings = 4;

    private string? _personActed;

    /// <summary>Figures are read once in an interval, so a fault cannot be seen to be gone sooner than that.</summary>
    private TimeSpan VerifyWithin
    {
        get
        {
            TimeSpan threeChecks = _ports.Options().Interval * 3;
            return Options.VerifyWithin > threeChecks ? Options.VerifyWithin : threeChecks;
        }
    }

    private void Watch(TimeSpan every) => Timers.StartPeriodicTimer("look", new Look(), every);

    private void OnLook()
    {
        if (IsElsewhereByPlan)
        {
            WhileElsewhere();
            return;
        }

        SubjectHealth subject = SubjectLook.Of(_incident, _ports.Control);
        SubjectVerdict verdict = IncidentRule.Judge(_incident.Kind, subject);
        if (verdict is SubjectVerdict.Gone gone)
        {
            OnGone(gone.Reason);
            return;
        }

        if (_incident.Worker is null && StoppedByPlan && _ports.Control.Statuses.All(status => status.Desired == 0))
        {
            OnGone("every worker is stopped"); // a server on which nothing runs is well, and nobody is served
            return;
        }

        if (verdict is SubjectVerdict.Well && _resumed && Now - _begunAt < SignsWithin)
        {
            return; // nobody has had the time yet to find out otherwise
        }

        switch (_incident.Phase)
        {
            case IncidentPhase.Verifying:
                WhileVerifying(verdict, subject);
                break;
            case IncidentPhase.Settling:
                WhileSettling(verdict, subject);
                break;
            default:
                WhileWaiting(verdict);
                break;
        }
    }

    /// <summary>
    /// A node that has taken a worker over does not know for how long it has given no sign of life. After this long it does.
    /// </summary>
    private TimeSpan SignsWithin
    {
        get
        {
            if (_incident.Worker is not { } worker || _ports.Control.Definitions.FirstOrDefault(definition => definition.Name == worker) is not { } definition
                || !IncidentRule.ShowsBySilence(_incident.Kind))
            {
                return TimeSpan.Zero;
            }

            HealthOptions health = definition.Health;
            return new[]
            {
                health.Watchdog, health.Heartbeat.File is null ? null : health.Heartbeat.Timeout, health.Progress.Timeout, health.Progress.BusyTimeout,
            }.Max() is { } longest ? longest + _ports.Options().Interval : TimeSpan.Zero;
        }
    }

    /// <summary>Whether what it did last was to stop the worker, or all of them.</summary>
    private bool StoppedByPlan => _incident.Done is [.., { Action: ActionNames.Stop or ActionNames.StopAll }];

    /// <summary>Whether another node runs the worker by what was done last.</summary>
    private bool IsElsewhereByPlan =>
        _incident is { Worker: { } worker, Done: [.., { Action: ActionNames.Relocate or ActionNames.DrainNode, Succeeded: true }] }
        && _ports.Control.PlacementOf(worker) is { Floating: true, Here: false };

    /// <summary>What is seen from here of a worker that runs elsewhere: whether its new node has the same trouble with it.</summary>
    private void WhileElsewhere()
    {
        string where = _incident.Done[^1].Detail;
        switch (_incident.Phase)
        {
            case IncidentPhase.Verifying:
                Happen(new IncidentEvent.Recovered(where, Math.Max(0, (_ports.Clock.UtcNow - _incident.DetectedAt).TotalSeconds)));
                break;
            case IncidentPhase.Settling when TroubleFollowed() is { } trouble:
                string came = $"the same trouble came up on node {trouble.Node} ({trouble.Incident})";
                Learn(succeeded: false, came);
                Happen(new IncidentEvent.Cancelled($"{came}, where it runs now"));
                break;
            case IncidentPhase.Settling when Now - _watchingSince < Options.Settle:
                return;
            case IncidentPhase.Settling:
                string how = $"{where}, and no trouble of it was heard of for {Wording.Duration(Options.Settle)}";
                Learn(succeeded: true, how);
                Happen(new IncidentEvent.Resolved(how, _incident.Plan?.Id, ByPerson: _incident.Decision?.Outcome == DecisionOutcome.ByPerson));
                break;
            default:
                Happen(new IncidentEvent.Cancelled($"{_incident.Worker} runs on another node"));
                break;
        }

        Step();
    }

    /// <summary>A trouble of another node with this worker that came up after it had come there.</summary>
    private Cluster.Troubles.Trouble? TroubleFollowed() => _ports.Cluster?.Troubles.All
        .FirstOrDefault(other => other.Trouble.Worker == _incident.Worker && other.Trouble.SignatureId == _incident.SignatureId && other.HeardFirst >= _watchingSince)
        ?.Trouble;

    private void OnGone(string reason)
    {
        bool defined = _incident.Worker is null || _ports.Control.Find(_incident.Worker) is not null;
        if (_incident.Phase == IncidentPhase.Escalated && StoppedByPlan && defined)
        {
            return; // it stays open until a person starts the worker
        }

        if (StoppedByPlan && defined)
        {
            Learn(succeeded: false, "the worker was stopped, which is no cure");
            Happen(new IncidentEvent.Escalated($"{reason} by the council's decision; start it when the cause is gone"));
        }
        else
        {
            Happen(new IncidentEvent.Cancelled(reason));
        }

        Step();
    }

    private void WhileVerifying(SubjectVerdict verdict, SubjectHealth subject)
    {
        if (verdict is SubjectVerdict.Well well)
        {
            _processesWhenWell = subject.Processes;
            double seconds = (_ports.Clock.UtcNow - _incident.DetectedAt).TotalSeconds;
            Happen(new IncidentEvent.Recovered(well.Reason, Math.Max(0, seconds)));
            LogRecovered(_ports.Log, _incident.Id, _incident.Subject, well.Reason);
            Step();
        }
        else if (Now - _watchingSince > VerifyWithin)
        {
            FailAttempt($"not healthy within {Wording.Duration(VerifyWithin)} after {_incident.Plan?.Id}: {verdict.Reason}");
        }
    }

    private void WhileSettling(SubjectVerdict verdict, SubjectHealth subject)
    {
        _processesWhenWell ??= subject.Processes;
        bool restarted = !_processesWhenWell.Value.SequenceEqual(subject.Processes);
        if (verdict is SubjectVerdict.Sick sick && (subject.Standing.Contains(_incident.Kind) || (IncidentRule.CannotStayUp(_incident.Kind) && !subject.Running)))
        {
            FailAttempt($"it came back after {Wording.Duration(Now - _watchingSince)}: {sick.Reason}");
        }
        else if (restarted && IncidentRule.CannotStayUp(_incident.Kind) && _personActed is null)
        {
            FailAttempt($"it ended again within {Wording.Duration(Now - _watchingSince)}");
        }
        else if (Now - _watchingSince < Options.Settle)
        {
            return;
        }
        else if (verdict is not SubjectVerdict.Well)
        {
            // Another trouble than the one that was cured, and it opens no incident of its own while this one is open.
            if (Now - _watchingSince > Options.Settle + VerifyWithin)
            {
                FailAttempt($"not healthy {Wording.Duration(Now - _watchingSince)} after it had recovered: {verdict.Reason}");
            }
        }
        else
        {
            string how = $"healthy, and it has stayed away for {Wording.Duration(Options.Settle)}";
            Learn(succeeded: true, how);
            Happen(new IncidentEvent.Resolved(how, _incident.Plan?.Id, ByPerson: _incident.Decision?.Outcome == DecisionOutcome.ByPerson));
            Step();
        }
    }

    /// <summary>Waiting for a turn, a person, or after one was asked: the trouble may end without a plan.</summary>
    private void WhileWaiting(SubjectVerdict verdict)
    {
        if (verdict is not SubjectVerdict.Well)
        {
            _wellSince = null;
            if (_incident.Phase == IncidentPhase.Escalated && Now - _watchingSince > RetryAfter && !_mayAct && !_turnAsked && !_incident.Recommend
                && Options.Cooldown > TimeSpan.Zero)
            {
                TryOnceMore();
            }

            return;
        }

        _wellSince ??= Now;
        TimeSpan enough = _incident.Kind == FaultKind.Requested ? Options.Cooldown : Options.Settle;
        if (Now - _wellSince.Value >= enough)
        {
            string how = _personActed is { } deed ? $"healthy after {deed}"
                : IncidentRule.Next(_incident, Options) is IncidentStep.AwaitPerson && _incident.Kind == FaultKind.Requested ? "nobody confirmed it in time"
                : "it went away by itself";
            if (_incident is { Decision.Outcome: not DecisionOutcome.ByPerson, Recommend: true, Confirmed: null })
            {
                Learn(succeeded: false, $"only recommended; {how}", acted: false);
            }

            Happen(new IncidentEvent.Resolved(how, null, ByPerson: _personActed is not null));
            Step();
        }
    }

    /// <summary>Twice as long each time: what nobody mends and no plan cures is not worth a meeting every few minutes for ever.</summary>
    private TimeSpan RetryAfter => Options.Cooldown * (1 << Math.Min(_incident.Retries, MostDoublings));

    /// <summary>A person was asked and nothing happened: what failed before may help now, a dependency may be back.</summary>
    private void TryOnceMore()
    {
        Happen(new IncidentEvent.Retried(
            Options.Attempts - 1, $"nobody has cured it within {Wording.Duration(RetryAfter)} (recovery.cooldown); one more plan is tried"));
        Step();
    }

    private void FailAttempt(string reason)
    {
        Learn(succeeded: false, reason);
        Happen(new IncidentEvent.AttemptFailed(_incident.Plan?.Id ?? ActionNames.Wait, reason));
        _follow = null;
        LogFailed(_ports.Log, _incident.Id, reason);
        Step();
    }

    private void OnSuperseded(Superseded superseded)
    {
        Happen(new IncidentEvent.Cancelled(superseded.Reason));
        Step();
    }

    private void Learn(bool succeeded, string reason, bool acted = true)
    {
        if (_incident is not { Decision: { } decision, Plan: { } plan } || Target() is not { } target)
        {
            return;
        }

        CaseFile file = _case ?? FileOf(_incident with { Attempt = Math.Max(0, _incident.Attempt - 1) }, target);
        Context.System.EventStream.Publish(new IncidentOutcome(
            _incident.Id,
            file,
            decision,
            plan.Id,
            succeeded,
            acted,
            succeeded && _incident is { RecoveredAt: { } at, DecidedAt: { } from } ? Math.Max(0, (at - from).TotalSeconds) : null,
            reason,
            _ports.Clock.UtcNow) { Retry = _incident.Retries });
    }

    private void OnFault(Fault fault)
    {
        if (fault.Kind != _incident.Kind && !_incident.Joined.Contains(fault.Kind))
        {
            Happen(new IncidentEvent.FaultJoined(fault.Kind, fault.Reason));
        }

        if (_incident.Phase == IncidentPhase.Settling && IncidentRule.Recurs(_incident, fault.Kind))
        {
            FailAttempt($"it came back after {Wording.Duration(Now - _watchingSince)}: {fault.Reason}");
        }
    }

    [LoggerMessage(2606, LogLevel.Information, "Incident {Incident}: {Subject} is healthy again: {Detail}")]
    private static partial void LogRecovered(ILogger log, string incident, string subject, string detail);

    [LoggerMessage(2607, LogLevel.Warning, "Incident {Incident}: {Reason}")]
    private static partial void LogFailed(ILogger log, string incident, string reason);
}
