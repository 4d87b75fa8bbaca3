using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Alerts;
using Guardian.Cluster.Bus;
using Guardian.Cluster.Council;
using Guardian.Cluster.Learning;
using Guardian.Cluster.Troubles;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Kpi;
using Guardian.Learning;
using Guardian.Learning.Anomalies;
using Guardian.Learning.Knowledge;
using Guardian.Learning.Patterns;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Sages.Incidents;
using Guardian.Sages.Patterns;
using Guardian.Sages.Tasks;
using Guardian.Workers;
using Guardian.Workers.Actors;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>The slow loop of a node: incidents, council, sages, knowledge, alerts, KPIs. Everything in it hears of the fast one by message only.</summary>
internal sealed class Deliberation
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly IActorRef _desk;
    private readonly IActorRef _council;
    private readonly IActorRef _alerts;
    private readonly IActorRef _kpi;
    private readonly IActorRef _writer;
    private readonly ActorSystem _system;
    private readonly GuardianNodeSetup _setup;
    private readonly ConcurrentQueue<AnomalySeen> _anomalies = new();

    public Deliberation(
        ActorSystem system,
        GuardianNodeSetup setup,
        WorkerPorts ports,
        Func<IActorRef> fleet,
        Func<GuardianOptions> options,
        ImmutableArray<Incident> known,
        ClusterSide? side)
    {
        ClusterDeliberation? cluster = side?.Deliberation;
        (_system, _setup) = (system, setup);
        NodeBoard board = ports.Board;
        GuardianOptions now = options();
        IEventJournal? Journal() => board.Journal;
        bool keeps = setup.OpenJournal is not null;
        CouncilRecords records = new(Journal);
        string node = ports.Facts.Name;
        TimeProvider time = ports.Clock.Provider;

        _kpi = system.ActorOf(KpiActor.Props(new KpiSetup
        {
            Journal = Journal,
            Trouble = () => board.StoreProblem,
            Clock = ports.Clock,
            Options = now.Kpi,
            Interval = now.Interval,
            Log = setup.Logs.CreateLogger("Guardian.Kpi"),
        }), "kpi");
        _writer = system.ActorOf(EventWriter.Props(Journal, setup.Logs.CreateLogger("Guardian.Store")), "events");
        _alerts = system.ActorOf(AlertDesk.Props(new AlertDeskSetup
        {
            Journal = keeps ? Journal : null,
            Clock = ports.Clock,
            Notifiers = setup.Notifiers(now),
            Options = now.Alerts,
            Context = () => ContextOf(board.Workers),
            Log = setup.Logs.CreateLogger("Guardian.Alerts"),
        }), "alerts");
        system.ActorOf(AlertWatch.Props(_alerts), "alert-watch");
        _council = system.ActorOf(CouncilActor.Props(new CouncilSetup
        {
            Options = now.Council,
            Trust = now.Learning.Trust,
            Electorate = cluster is null ? static () => Electorate.Alone : () => ElectorateRule.Of(cluster.Members(), cluster.Node),
            TrustIsShared = cluster is not null,
            Records = keeps ? records : null,
            Clock = ports.Clock,
            Log = setup.Logs.CreateLogger("Guardian.Council"),
        }), "council");
        system.ActorOf(IncidentSageActor.Props(now.Sages, node, ports.Clock), "incident-sage");
        system.ActorOf(TaskSageActor.Props(now.Sages, node, ports.Clock), "task-sage");
        TemplateMiner miner = new(now.Learning.Patterns);
        system.ActorOf(PatternSageActor.Props(now.Sages, node, ports.Clock, line => miner.Learn(LogHeader.Strip(line)).Text), "pattern-sage");
        IActorRef knowledge = system.ActorOf(KnowledgeSageActor.Props(new KnowledgeSageSetup
        {
            Node = node,
            Mode = now.Recovery.Mode == RecoveryMode.Act ? ChoiceMode.Act : ChoiceMode.Recommend,
            Options = now.Learning.Knowledge,
            IsShared = cluster is not null,
            Records = keeps ? new KnowledgeRecords(Journal, ports.Clock) : new ForgetfulRecords(),
            LevelOf = LevelOf,
            Log = setup.Logs.CreateLogger("Guardian.Learning"),
        }), "knowledge-sage");
        system.ActorOf(AnomalyWatch.Props(now.Learning.Anomalies, _anomalies), "anomalies");
        IncidentBoard incidents = new();
        TroubleBoard troubles = new();
        IActorRef? chairs = null;
        _desk = system.ActorOf(
            IncidentDesk.Props(
                known,
                async () => Journal() is { } journal ? await IncidentLoader.NewestAsync(journal, CancellationToken.None).ConfigureAwait(false) : [],
                new IncidentPorts
                {
                    Control = new FleetControl(fleet, ports, options, side),
                    Catalog = new ActionCatalog(setup.Actions),
                    Writer = _writer,
                    Decide = proposal => _council.Ask<Decision>(new Convene(proposal), options().Council.Deadline + StopTimeout),
                    SignatureOf = new SignatureMaker(now.Learning.Patterns).Of,
                    Board = incidents,
                    Options = options,
                    Clock = ports.Clock,
                    Facts = ports.Facts,
                    Seed = setup.Seed,
                    Cluster = cluster is null ? null : new ClusterIncidents
                    {
                        Node = cluster.Node,
                        Members = cluster.Members,
                        Troubles = troubles,
                        TryLease = cluster.TryLease,
                        Chairs = () => chairs!, // made below, before any incident acts
                    },
                    Log = setup.Logs.CreateLogger("Guardian.Incidents"),
                },
                read: Journal() is not null || !keeps),
            "incidents");

        if (cluster is not null)
        {
            chairs = Join(cluster, ports, options, knowledge, incidents, troubles, keeps);
        }

        // Here and not when the desk comes to it: what fails right after its start must not fail unheard.
        system.EventStream.Subscribe(_desk, typeof(Fault));
        Recovery = new RecoveryBook(_desk, knowledge, incidents, Journal, options);
        Council = new CouncilBook(records, time.LocalTimeZone);
        Alerts = new AlertBook(system, _alerts);
        Kpi = new KpiBook(_kpi);
    }

    /// <summary>Writes events of any stream.</summary>
    public IActorRef Writer => _writer;

    /// <summary>What carries council, lessons and troubles between this node and the others.</summary>
    /// <returns>The actor that gives chairs back.</returns>
    private IActorRef Join(
        ClusterDeliberation cluster,
        WorkerPorts ports,
        Func<GuardianOptions> options,
        IActorRef knowledge,
        IncidentBoard incidents,
        TroubleBoard troubles,
        bool keeps)
    {
        GuardianOptions now = options();
        ILogger log = _setup.Logs.CreateLogger("Guardian.Cluster");
        IActorRef bridge = _system.ActorOf(
            CouncilBridge.Props(new CouncilBridgeSetup
            {
                Node = cluster.Node,
                Bus = cluster.Bus,
                Council = _council,
                RemoteConfidence = () => cluster.Options().RemoteConfidence,
                Clock = ports.Clock,
                Log = log,
            }),
            "council-bridge");
        IActorRef lessons = _system.ActorOf(
            LearningActor.Props(new LearningSetup
            {
                Node = cluster.Node,
                Rules = new LearningRules(now.Learning.Knowledge, now.Learning.Trust),
                Bus = cluster.Bus,
                Shared = cluster.Journal,
                Own = () => ports.Board.Journal,
                Keeps = keeps,
                TryLease = cluster.TryLease,
                ReleaseLease = cluster.ReleaseLease,
                LevelOf = LevelOf,
                Listeners = [_council, knowledge],
                Clock = ports.Clock,
                Log = log,
            }),
            "lessons");
        IActorRef shared = _system.ActorOf(
            TroubleActor.Props(new TroubleSetup
            {
                Node = cluster.Node,
                Bus = cluster.Bus,
                Desk = _desk,
                Incidents = incidents,
                Troubles = troubles,
                Members = cluster.Members,
                ReleaseLease = cluster.ReleaseLease,
                ProvenAfter = () => CommonCause.ProvenAfter(options().Recovery.Settle),
                Clock = ports.Clock,
                Log = log,
            }),
            "troubles");

        // Here and not when they come to it: what is said right after the start must not be missed.
        _system.EventStream.Subscribe(bridge, typeof(MeetingCalled));
        _system.EventStream.Subscribe(lessons, typeof(IncidentOutcome));
        _system.EventStream.Subscribe(shared, typeof(IncidentChanged));
        foreach (IActorRef listener in (IActorRef[])[bridge, lessons, shared])
        {
            _system.EventStream.Subscribe(listener, typeof(BusEvent));
        }

        return shared;
    }

    public RecoveryBook Recovery { get; }

    public CouncilBook Council { get; }

    public IAlertBook Alerts { get; }

    public IKpiBook Kpi { get; }

    /// <summary>What was unusual about a worker lately.</summary>
    public IEnumerable<Anomaly> AnomaliesOf(string worker) => _anomalies.Where(seen => seen.Worker == worker).Select(seen => seen.Anomaly);

    /// <summary>The fleet has begun: what an earlier node left unfinished goes on.</summary>
    public void Resume() => _desk.Tell(new IncidentDeskProtocol.Resume());

    /// <summary>Another configuration is in force.</summary>
    public void Apply(GuardianOptions options)
    {
        _council.Tell(new CouncilActor.Apply(options));
        _system.EventStream.Publish(new SagesOptionsChanged(options.Sages));
        _alerts.Tell(new AlertDesk.Configure(options.Alerts, _setup.Notifiers(options)));
        _kpi.Tell(new KpiActor.Apply(options.Kpi, options.Interval));
    }

    /// <summary>The node stops: no incident acts on what follows.</summary>
    public void Pause() => _system.Stop(_desk);

    /// <summary>Writes what is to be kept.</summary>
    public async Task FlushAsync()
    {
        await SoonAsync(_alerts.Ask<AlertDesk.Flushed>(AlertDesk.Flush.Instance, StopTimeout)).ConfigureAwait(false);
        await SoonAsync(_writer.Ask<EventWriter.Kept>(EventWriter.Flush.Instance, StopTimeout)).ConfigureAwait(false);
        await SoonAsync(_kpi.Ask<KpiActor.Stopped>(KpiActor.Stop.Instance, StopTimeout)).ConfigureAwait(false);
    }

    private static async Task SoonAsync(Task asked)
    {
        try
        {
            await asked.ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // Said by whoever could not write; the stop goes on.
        }
    }

    private static AlertContext ContextOf(ImmutableArray<WorkerStatus> workers) => new(
        workers.Length,
        workers.Count(worker => worker.State == WorkerState.Healthy),
        workers.Count(worker => worker is { Critical: true, State: WorkerState.Critical or WorkerState.Dead }));

    /// <summary>How the last error of a case is to be taken; null when it logged none.</summary>
    private static ErrorLevel? LevelOf(CaseFile file) => file.ErrorLines.IsEmpty ? null : ErrorClassifier.Classify(file.ErrorLines[^1]).Level;

    /// <summary>Without a store nothing is remembered.</summary>
    private sealed class ForgetfulRecords : IKnowledgeRecords
    {
        public Task<KnowledgeBase> LoadAsync() => Task.FromResult(KnowledgeBase.Empty);

        public Task SaveAsync(KnowledgeBase knowledge) => Task.CompletedTask;
    }
}
