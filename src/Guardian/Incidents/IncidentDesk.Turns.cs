using System.Collections.Immutable;
using Guardian.Cluster.Troubles;
using Guardian.Recovery;
using Guardian.Sages.Tasks;
using Guardian.Workers;
using static Guardian.Incidents.IncidentProtocol;

namespace Guardian.Incidents;

/// <content>Who may act now: the brake, the order of importance, the common cause.</content>
internal sealed partial class IncidentDesk
{
    private sealed record LookAtTurns;

    private void GiveTurns()
    {
        foreach (TurnAsked asked in _waiting
            .OrderByDescending(waiting => Priority(_ports.Board.Find(waiting.Incident)))
            .ThenBy(waiting => waiting.Incident, StringComparer.Ordinal)
            .ToArray())
        {
            if (_ports.Board.Find(asked.Incident) is not { } incident || !_actors.TryGetValue(asked.Incident, out IActorRef? actor))
            {
                _waiting.Remove(asked);
                continue;
            }

            ImmutableArray<Incident> same = SameTrouble(incident);
            ImmutableArray<RemoteTrouble> elsewhere = SameElsewhere(incident);
            bool common = IsCommon(same, elsewhere);
            RemoteTurn turn = common ? TurnAmongNodes(incident, elsewhere) : new RemoteTurn.Free();
            if (turn is not RemoteTurn.Follow && HeldBy(incident, same, common) is { } held
                && !(held.Phase == IncidentPhase.Escalated && turn is RemoteTurn.Hold)) // it gave up here, and is still tried elsewhere
            {
                if (held.Phase == IncidentPhase.Escalated)
                {
                    _waiting.Remove(asked);
                    actor.Tell(new LeadGaveUp(held.Id));
                }
                else
                {
                    actor.Tell(new HoldFor(held.Id, $"the same trouble as {held.Id}, which is tried first"));
                }

                continue;
            }

            if (turn is RemoteTurn.NeedsChair)
            {
                turn = Chair(incident, elsewhere);
            }

            switch (turn)
            {
                case RemoteTurn.NeedsChair:
                    continue; // it was asked for, and the answer comes
                case RemoteTurn.Hold hold:
                    actor.Tell(new HoldFor(hold.Lead, hold.Reason));
                    continue;
                case RemoteTurn.GiveUp gaveUp:
                    _waiting.Remove(asked);
                    actor.Tell(new LeadGaveUp(gaveUp.Lead));
                    continue;
                default:
                    break;
            }

            ActingIncident acting = ActingOf(incident);
            WorkerStatus? status = incident.Worker is { } worker ? _ports.Control.Find(worker) : null;
            if (RecoveryBrake.Judge(
                _acting.Values, incident.Worker, acting.Touched, status?.Desired ?? 0, _ports.Control.Statuses.Sum(each => each.Desired), Options) is null)
            {
                _waiting.Remove(asked);
                _acting[incident.Id] = acting;
                ImmutableArray<string> alsoHit = common
                    ? CommonCause.Names(same.Select(other => other.Worker!), elsewhere.Select(other => (other.Trouble.Worker, other.Trouble.Node)))
                    : [];
                actor.Tell(new Granted(alsoHit, FollowFor(incident, same, common) ?? (turn is RemoteTurn.Follow follow ? new FollowPlan(follow.Lead, follow.Plan) : null)));
            }
        }

        GiveChairsBack();
    }

    private void OnTurnDone(string incident)
    {
        _acting.Remove(incident);
        GiveTurns();
        if ((_waiting.Count > 0 || _chairs.Count > 0) && _ports.Board.Find(incident) is { Phase: IncidentPhase.Settling })
        {
            // When it has proved itself, those that wait for the same cure may have it.
            Context.System.Scheduler.ScheduleTellOnce(ProvenAfter + TimeSpan.FromMilliseconds(100), Self, new LookAtTurns(), Self);
        }
    }

    /// <summary>By the priority matrix of the task sage: impact, frequency, cost of repair.</summary>
    private double Priority(Incident? incident)
    {
        if (incident is null)
        {
            return 0;
        }

        DateTimeOffset day = _ports.Clock.UtcNow - TimeSpan.FromDays(1);
        int faults = _ports.Board.All.Count(other => other.Worker == incident.Worker && other.Kind == incident.Kind && other.DetectedAt > day);
        bool critical = incident.Worker is { } worker && _ports.Control.Find(worker) is { Critical: true };
        return PriorityMatrix.PriorityOf(new PriorityInputs(incident.Severity, critical, faults, 0.5, null)).Value;
    }

    private ActingIncident ActingOf(Incident incident) => new(
        incident.Id,
        incident.Worker,
        incident.Instance is not null ? 1 : incident.Worker is { } worker ? Math.Max(1, _ports.Control.Find(worker)?.Running ?? 1) : 1);

    /// <summary>Incidents of other workers with the same signature that came up at about the same time.</summary>
    private ImmutableArray<Incident> SameTrouble(Incident incident) =>
        incident.Worker is null || !TroubleRule.IsSpecific(incident)
        ? []
        : [.. _ports.Board.All.Where(other =>
            other.Id != incident.Id && other.SignatureId == incident.SignatureId && other.Worker != incident.Worker
            && (other.DetectedAt - incident.DetectedAt).Duration() <= Options.CommonCause.Within)];

    /// <summary>The incident whose canary this one waits for, or null when it may go ahead.</summary>
    private Incident? HeldBy(Incident incident, ImmutableArray<Incident> same, bool common)
    {
        if (!common || incident.ForcedPlan is not null)
        {
            return null;
        }

        // Once a cure is known there is nothing left to try out: all the others may have it at once, as far as the brake lets them.
        return same.Any(Cured)
            ? null
            : same.FirstOrDefault(other => other.Phase == IncidentPhase.Settling)
                ?? same.FirstOrDefault(other => _acting.ContainsKey(other.Id))
                ?? (incident.Done.IsEmpty ? same.FirstOrDefault(other => other.Phase == IncidentPhase.Escalated && other.Lead is null) : null);
    }

    /// <summary>What cured the same trouble on another worker is done here without a vote.</summary>
    private FollowPlan? FollowFor(Incident incident, ImmutableArray<Incident> same, bool common) =>
        common && same.FirstOrDefault(Cured) is { } lead && !incident.Failed.Contains(lead.Decision!.Plan)
            ? new FollowPlan(lead.Id, lead.Decision!.Plan)
            : null;

    private bool IsCommon(ImmutableArray<Incident> same, ImmutableArray<RemoteTrouble> elsewhere) => CommonCause.IsOne(
        same.Select(other => other.Worker!).Concat(elsewhere.Select(other => $"{other.Trouble.Worker}@{other.Trouble.Node}")), Options.CommonCause.Workers);

    private bool Cured(Incident incident) => CommonCause.IsCured(incident, _ports.Clock.UtcNow, ProvenAfter);

    private TimeSpan ProvenAfter => CommonCause.ProvenAfter(Options.Settle);
}
