using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Recovery;
using Guardian.Workers;
using static Guardian.Incidents.IncidentDeskProtocol;
using static Guardian.Incidents.IncidentProtocol;

namespace Guardian.Incidents;

/// <content>What people ask.</content>
internal sealed partial class IncidentDesk
{
    private void OnPersonAsked(PersonAsked asked)
    {
        foreach (Incident incident in _ports.Board.Open.Where(incident => incident.Worker == asked.Worker && !asked.By.Contains(incident.Id, StringComparison.Ordinal)))
        {
            _actors.GetValueOrDefault(incident.Id)?.Tell(new PersonActed(asked.Worker, asked.What, asked.By));
        }
    }

    private void OnRecoverAsked(RecoverAsked asked)
    {
        if (Definition(asked.Worker) is not { } definition)
        {
            return;
        }

        string[] known = [.. ActionNames.Ladder.Remove(ActionNames.Escalate), .. definition.Recovery.Hooks.Select(hook => hook.Action)];
        if (_ports.Catalog.Find(asked.Action, definition) is not { } action)
        {
            Sender.Tell(new CommandReply.Refused($"there is no action '{asked.Action}' for {asked.Worker}; there are {string.Join(", ", known)}"));
            return;
        }

        if (Instance(asked.Worker, asked.Index) is not { Known: true } instance)
        {
            return;
        }

        WorkerStatus status = _ports.Control.Find(asked.Worker)!;
        string? obstacle = status.Desired == 0 ? $"{asked.Worker} is stopped; 'worker start {asked.Worker}' starts it" : action.Obstacle(new ActionTarget
        {
            Incident = "none",
            Kind = FaultKind.Requested,
            Worker = definition,
            Status = status,
            Index = asked.Index,
            Task = status.Instances.FirstOrDefault(candidate => candidate.Id == instance.Id)?.Task,
            Options = Options,
            Control = _ports.Control,
        });
        if (obstacle is not null)
        {
            Sender.Tell(new CommandReply.Refused($"{asked.Action} cannot be done to {asked.Worker}: {obstacle}"));
            return;
        }

        if (OpenOn(Incident.SubjectOf(asked.Worker, instance.Id)) is { } open && (_acting.ContainsKey(open.Id) || IncidentRule.IsBusy(open)))
        {
            Sender.Tell(new CommandReply.Refused($"{open.Id} is acting on {open.Subject} at the moment (plan {open.Plan?.Id ?? "not decided"})"));
            return;
        }

        Incident? incident = Open(FaultKind.Requested, asked.Worker, instance.Id, $"asked by {asked.By}", RecommendFor(asked.Worker), forced: asked.Action);
        Sender.Tell(incident is null
            ? new CommandReply.Refused($"{MostOpen} incidents are open")
            : new CommandReply.Accepted($"{incident.Id}: {asked.Action} on {incident.Subject}; 'recovery show {incident.Id}' tells how it went"));
    }

    private void OnConveneAsked(ConveneAsked asked)
    {
        if (Definition(asked.Worker) is null || Instance(asked.Worker, asked.Index) is not { Known: true } instance)
        {
            return;
        }

        Incident? incident = Open(FaultKind.Requested, asked.Worker, instance.Id, $"{asked.Reason} (asked by {asked.By})", recommend: true, forced: null);
        Sender.Tell(incident is null
            ? new CommandReply.Refused($"{MostOpen} incidents are open")
            : new CommandReply.Accepted($"{incident.Id}: the council meets about {incident.Subject}; 'council minutes {incident.Id}' shows what it recommends"));
    }

    private void OnPersonSpoke(IncidentDeskProtocol.PersonSpoke spoke)
    {
        if (Known(spoke.Incident) is not { } incident)
        {
            return;
        }

        if (incident is not { Phase: IncidentPhase.Decided, Recommend: true, Confirmed: null } || !_actors.TryGetValue(incident.Id, out IActorRef? actor))
        {
            Sender.Tell(new CommandReply.Refused($"{incident.Id} awaits no word: it is {incident.Phase}{(incident.Recommend ? string.Empty : ", and decisions about it are carried out by themselves")}"));
            return;
        }

        actor.Tell(new Spoken(spoke.Confirmed, spoke.By, spoke.Note));
        Sender.Tell(new CommandReply.Accepted(spoke.Confirmed
            ? $"{incident.Id}: {incident.Decision!.Plan} on {incident.Subject} is carried out"
            : $"{incident.Id}: {incident.Decision!.Plan} is rejected; a person must act on {incident.Subject}"));
    }

    private void OnLabelAsked(LabelAsked asked)
    {
        if (Known(asked.Incident) is not { } incident)
        {
            return;
        }

        if (_actors.TryGetValue(incident.Id, out IActorRef? actor))
        {
            actor.Tell(new Label(asked.FalseDetection, asked.By, asked.Note));
        }
        else
        {
            DateTimeOffset at = _ports.Clock.UtcNow;
            IncidentEvent.Labelled labelled = new(asked.FalseDetection, asked.By, asked.Note);
            _ports.Board.Show(incident.Apply(labelled, at));
            _ports.Writer.Tell(new Journal.EventWriter.Write(IncidentJson.StreamOf(incident.Id), [IncidentJson.ToJournal(labelled, at)], Answer: false));
            Context.System.EventStream.Publish(new IncidentChanged(incident.Id, incident.Worker, incident.Phase, labelled, at));
        }

        Sender.Tell(new CommandReply.Accepted($"{incident.Id} is labelled {(asked.FalseDetection ? "a false detection" : "a real trouble")}"));
    }

    private Incident? Known(string id)
    {
        if (_ports.Board.Find(id) is { } incident)
        {
            return incident;
        }

        Sender.Tell(new CommandReply.UnknownName(Names.Unknown("incident", id, _ports.Board.All.Take(20).Select(each => each.Id))));
        return null;
    }

    private WorkerDefinition? Definition(string worker)
    {
        if (_ports.Control.Definitions.FirstOrDefault(definition => definition.Name == worker) is { } definition && _ports.Control.Find(worker) is not null)
        {
            return definition;
        }

        Sender.Tell(new CommandReply.UnknownName(Names.Unknown("worker", worker, _ports.Control.Definitions.Select(each => each.Name))));
        return null;
    }

    /// <summary>The instance that is meant; a worker with a single one means that.</summary>
    private (bool Known, string? Id) Instance(string worker, int? index)
    {
        WorkerStatus status = _ports.Control.Find(worker)!;
        if (index is null)
        {
            return (true, status.Instances is [var only] ? only.Id : null);
        }

        string id = new InstanceName(worker, index.Value).ToString();
        if (status.Instances.Any(instance => instance.Id == id))
        {
            return (true, id);
        }

        Sender.Tell(new CommandReply.UnknownName(Names.Unknown("instance", id, status.Instances.Select(instance => instance.Id))));
        return (false, null);
    }
}
