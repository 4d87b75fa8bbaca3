using System.Collections.Immutable;
using System.Globalization;
using Guardian.Cluster.Troubles;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;
using Guardian.Sages.Incidents;
using Guardian.Workers;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Incidents.IncidentDeskProtocol;
using static Guardian.Incidents.IncidentProtocol;

namespace Guardian.Incidents;

/// <summary>Opens incidents for faults, lets the most important act within the brake's limits, and takes people's words about them.</summary>
internal sealed partial class IncidentDesk : ReceiveActor
{
    /// <summary>Opened at most at a time: beyond it the node has one trouble, not thousands, and the reflex goes on all the same.</summary>
    public const int MostOpen = 500;

    private sealed record FaultAgain(Fault Fault, int Times);

    /// <summary>How soon, and how often, a fault of a worker that is not shown yet is looked at again.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromMilliseconds(250);

    private const int MostLooks = 40;

    private sealed record Loaded(ImmutableArray<Incident> Incidents);

    private readonly IncidentPorts _ports;
    private readonly Func<Task<ImmutableArray<Incident>>> _load;
    private readonly Dictionary<string, IActorRef> _actors = new(StringComparer.Ordinal);
    private readonly List<TurnAsked> _waiting = [];
    private readonly Dictionary<string, ActingIncident> _acting = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _startedAt;
    private bool _resumed;
    private bool _read;

    /// <summary>Made by the node.</summary>
    /// <param name="known">What an earlier node left.</param>
    /// <param name="load">Reads it from a store that could only be opened later.</param>
    /// <param name="ports">Effects.</param>
    /// <param name="read">Whether <paramref name="known"/> is all there is: false while the store could not be opened.</param>
    public IncidentDesk(ImmutableArray<Incident> known, Func<Task<ImmutableArray<Incident>>> load, IncidentPorts ports, bool read)
    {
        _ports = ports;
        _read = read;
        _startedAt = ports.Clock.UtcNow;
        _load = load;
        foreach (Incident incident in known)
        {
            ports.Board.Show(incident);
        }

        Receive<Fault>(fault => OnFault(fault));
        Receive<FaultAgain>(again => OnFault(again.Fault, again.Times));
        Receive<PersonAsked>(OnPersonAsked);
        Receive<Resume>(_ => OnResume());
        Receive<RecordKeeper.Recalled>(_ => _load().PipeTo(Self, Self, loaded => new Loaded(loaded), _ => new Loaded([])));
        Receive<Loaded>(loaded => OnLoaded(loaded.Incidents));
        Receive<TurnAsked>(asked => { _waiting.Add(asked); GiveTurns(); });
        Receive<TurnDone>(done => OnTurnDone(done.Incident));
        Receive<LookAtTurns>(_ => GiveTurns());
        Receive<TroublesChanged>(_ => GiveTurns());
        Receive<ChairAnswered>(OnChairAnswered);
        Receive<Terminated>(OnEnded);
        Receive<RecoverAsked>(OnRecoverAsked);
        Receive<ConveneAsked>(OnConveneAsked);
        Receive<IncidentDeskProtocol.PersonSpoke>(OnPersonSpoke);
        Receive<LabelAsked>(OnLabelAsked);
    }

    private RecoveryOptions Options => _ports.Options().Recovery;

    public static Props Props(ImmutableArray<Incident> known, Func<Task<ImmutableArray<Incident>>> load, IncidentPorts ports, bool read = true) =>
        ActorProps.Create(() => new IncidentDesk(known, load, ports, read));

    /// <summary>An incident that met a fault of our own is made again from what it had recorded, and asks a person.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, _ => Directive.Stop);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Fault));
        Context.System.EventStream.Subscribe(Self, typeof(PersonAsked));
        Context.System.EventStream.Subscribe(Self, typeof(RecordKeeper.Recalled));
    }

    // ---- opening -----------------------------------------------------------------------------------------------------------------

    private void OnFault(Fault fault, int again = 0)
    {
        string subject = Incident.SubjectOf(fault.Worker, fault.Instance?.ToString());
        if (OpenOn(subject) is { } open)
        {
            IActorRef? actor = _actors.GetValueOrDefault(open.Id);
            if (!IncidentRule.GivesWay(open, fault.Kind, RecommendFor(fault.Worker)))
            {
                actor?.Tell(new FaultSeen(fault));
                return;
            }

            actor?.Tell(new Superseded($"{fault.Kind} came meanwhile, which is decided on by itself: {fault.Reason}"));
        }

        if (!IncidentRule.Opens(fault.Kind))
        {
            return;
        }

        if (fault.Worker is { } worker)
        {
            if (_ports.Control.Find(worker) is not { } status)
            {
                LookAgain(fault, again); // it failed before it was shown for the first time
                return;
            }

            if (status.Desired == 0)
            {
                return;
            }
        }

        if (fault.Worker is null && CaseFiles.Heaviest(fault.Kind, _ports.Control.Definitions, _ports.Control.Statuses, _ports.Control.Host) is null)
        {
            return; // none of its workers makes the server so busy: there is nothing here that could be done about it
        }

        Open(fault.Kind, fault.Worker, fault.Instance?.ToString(), fault.Reason, RecommendFor(fault.Worker), null);
    }

    private void LookAgain(Fault fault, int again)
    {
        if (again < MostLooks)
        {
            Context.System.Scheduler.ScheduleTellOnce(LookAfter, Self, new FaultAgain(fault, again + 1), Self);
        }
    }

    private bool RecommendFor(string? worker)
    {
        RecoveryMode? own = worker is null ? null : _ports.Control.Definitions.FirstOrDefault(definition => definition.Name == worker)?.Recovery.Mode;
        return (own ?? Options.Mode) == RecoveryMode.Recommend;
    }

    private Incident? OpenOn(string subject) => _ports.Board.Open.FirstOrDefault(incident => incident.Subject == subject);

    private Incident? Open(FaultKind kind, string? worker, string? instance, string reason, bool recommend, string? forced)
    {
        if (_actors.Count >= MostOpen)
        {
            LogTooMany(_ports.Log, MostOpen, reason);
            return null;
        }

        string subject = Incident.SubjectOf(worker, instance);
        DateTimeOffset at = _ports.Clock.UtcNow;
        Incident? earlier = kind == FaultKind.Requested ? null : _ports.Board.All.FirstOrDefault(incident =>
            !incident.IsOpen && incident.Subject == subject && incident.Kind == kind && incident.EndedAt is { } ended && at - ended < Options.Cooldown
            && incident is { Phase: IncidentPhase.Resolved, CuredBy: not null });
        Incident opened = new() { Id = NextId(at) };
        _ports.Board.Show(opened); // the number is taken
        IncidentEvent.Detected detected = new(
            kind,
            worker,
            instance,
            reason,
            SeverityOf(kind, worker),
            at,
            recommend,
            earlier?.Attempt ?? 0,
            earlier is null ? [] : earlier.Failed.Add(earlier.CuredBy!)) { ForcedPlan = forced };
        Incident incident = opened.Apply(detected, at);
        _ports.Board.Show(incident);
        _ports.Writer.Tell(new Journal.EventWriter.Write(IncidentJson.StreamOf(incident.Id), [IncidentJson.ToJournal(detected, at)], Answer: false));
        Context.System.EventStream.Publish(new IncidentChanged(incident.Id, worker, incident.Phase, detected, at));
        LogOpened(_ports.Log, incident.Id, incident.Subject, kind.ToString(), reason);
        Start(incident, resumed: false);
        return incident;
    }

    private string NextId(DateTimeOffset at)
    {
        string day = at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        // While the store has not been read nobody knows which numbers are taken; the time of the start keeps them apart.
        string start = _ports.Cluster is { } cluster ? $"i-{day}-{cluster.Node}-" : $"i-{day}-";
        string prefix = _read ? start : $"{start}{_startedAt.UtcDateTime:HHmmss}-";
        int last = _ports.Board.All
            .Where(incident => incident.Id.StartsWith(prefix, StringComparison.Ordinal))
            .Select(incident => int.TryParse(incident.Id.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
            .DefaultIfEmpty(0)
            .Max();
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{last + 1:0000}");
    }

    private Severity SeverityOf(FaultKind kind, string? worker)
    {
        WorkerStatus? status = worker is null ? null : _ports.Control.Find(worker);
        int min = worker is null ? 0 : _ports.Control.Definitions.FirstOrDefault(definition => definition.Name == worker)?.Instances.Min ?? 0;
        return SeverityRule.Of(kind, status?.Critical ?? false, status?.Running ?? 0, status?.Desired ?? 0, min, _ports.Control.SystemState);
    }

    private void Start(Incident incident, bool resumed)
    {
        IActorRef actor = Context.ActorOf(IncidentActor.Props(incident, resumed, _ports), incident.Id);
        Context.Watch(actor);
        _actors[incident.Id] = actor;
    }

    private void OnResume()
    {
        _resumed = true;
        foreach (Incident incident in _ports.Board.Open.Where(incident => !_actors.ContainsKey(incident.Id)))
        {
            if (incident.Phase is IncidentPhase.StateCaptured or IncidentPhase.Acting or IncidentPhase.StateRestored or IncidentPhase.Verifying)
            {
                _acting[incident.Id] = ActingOf(incident);
            }

            Start(incident, resumed: true);
        }
    }

    private void OnLoaded(ImmutableArray<Incident> incidents)
    {
        _read = true;
        foreach (Incident incident in incidents.Where(incident => _ports.Board.Find(incident.Id) is null))
        {
            _ports.Board.Show(incident);
        }

        if (_resumed)
        {
            OnResume();
        }
    }

    private void OnEnded(Terminated ended)
    {
        if (_actors.FirstOrDefault(pair => pair.Value.Equals(ended.ActorRef)).Key is not { } id)
        {
            return;
        }

        _actors.Remove(id);
        _acting.Remove(id);
        _waiting.RemoveAll(waiting => waiting.Incident == id);
        if (_ports.Board.Find(id) is { IsOpen: true } left)
        {
            LogBroken(_ports.Log, id);
            DateTimeOffset at = _ports.Clock.UtcNow;
            IncidentEvent.Escalated asked = new("a fault of the node itself, which is in its log");
            Incident again = left.Apply(asked, at);
            _ports.Board.Show(again);
            _ports.Writer.Tell(new Journal.EventWriter.Write(IncidentJson.StreamOf(id), [IncidentJson.ToJournal(asked, at)], Answer: false));
            Context.System.EventStream.Publish(new IncidentChanged(id, again.Worker, again.Phase, asked, at));
            Start(again, resumed: true);
        }

        GiveTurns();
    }

    [LoggerMessage(2610, LogLevel.Warning, "Incident {Incident} on {Subject}: {Kind}: {Reason}")]
    private static partial void LogOpened(ILogger log, string incident, string subject, string kind, string reason);

    [LoggerMessage(2611, LogLevel.Error, "{Most} incidents are open; none is opened for: {Reason}")]
    private static partial void LogTooMany(ILogger log, int most, string reason);

    [LoggerMessage(2612, LogLevel.Error, "Incident {Incident} met a fault of the node itself; it goes on by asking a person")]
    private static partial void LogBroken(ILogger log, string incident);
}
