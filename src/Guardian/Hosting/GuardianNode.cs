using System.Collections.Immutable;
using System.Reflection;
using Guardian.Alerts;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Council;
using Guardian.Health;
using Guardian.Hocon;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Kpi;
using Guardian.Workers;
using Guardian.Workers.Actors;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>A running node: the composition of actors, ports and store, and what a program can ask of it.</summary>
/// <remarks>The API, the shell and programs that host Guardian use this type only.</remarks>
public sealed partial class GuardianNode : IAsyncDisposable
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    private readonly GuardianNodeSetup _setup;
    private readonly DataDirectory _data;
    private readonly ActorSystem _system;
    private readonly WorkerPorts _ports;
    private readonly IActorRef _fleet;
    private readonly IActorRef _host;
    private readonly Deliberation _deliberation;
    private readonly ClusterSide? _cluster;
    private readonly ILogger _log;
    private readonly DateTimeOffset _startedAt;
    private readonly SemaphoreSlim _reloading = new(1, 1);
    private GuardianOptions _options;
    private Task? _stopped;

    private NodeBoard? Board { get; }

    private GuardianNode(
        GuardianNodeSetup setup,
        DataDirectory data,
        ActorSystem system,
        GuardianOptions options,
        OpenedJournal? opened,
        string? openProblem,
        ImmutableArray<Incident> incidents,
        JournalGrowth growth)
    {
        _setup = setup;
        _data = data;
        _system = system;
        _options = options;
        _log = setup.Logs.CreateLogger("Guardian");
        Clock clock = new(setup.Time);
        _startedAt = clock.UtcNow;
        string name = options.Node.Name ?? Environment.MachineName;
        _cluster = options.Cluster.IsOn && setup.Cluster is { } ports
            ? new ClusterSide(system, setup, ports(data.Id), clock, name, () => _options, () => Board?.Journal)
            : null;
        growth.Grown = () => _cluster?.Appended();
        NodeBoard board = Board = new NodeBoard { Journal = opened?.Journal };
        IActorRef records = system.ActorOf(
            RecordKeeper.Props(new RecordKeeperSetup
            {
                Opened = opened,
                OpenProblem = openProblem,
                Reopen = setup.OpenJournal is { } open ? () => OpenJournalAsync(open, growth, CancellationToken.None) : null,
                Board = board,
                Clock = clock,
                Retention = options.Retention,
                Log = setup.Logs.CreateLogger("Guardian.Store"),
            }),
            "records");
        _ports = new WorkerPorts
        {
            Processes = setup.Processes,
            Probes = setup.Probes,
            Commands = setup.Commands,
            Faults = setup.Faults,
            Forecast = () => _options.Learning.Forecast,
            Connections = setup.Connections,
            Memory = setup.Memory,
            Rights = _cluster?.Rights,
            Clock = clock,
            Board = board,
            Records = records,
            Facts = new NodeFacts
            {
                Name = name,
                ConfigDirectory = setup.Configuration.Directory,
                DataDirectory = data.Path,
                Environment = NodeEnvironment.Read(),
            },
            NodeMark = setup.Address,
            DescriptorLimit = NodeEnvironment.DescriptorLimit(),
            FileWritten = NodeEnvironment.FileWritten,
            Leftover = Leftover,
            Seed = setup.Seed,
            Log = setup.Logs.CreateLogger("Guardian.Workers"),
        };
        system.ActorOf(SystemLogActor.Props(setup.Logs.CreateLogger("Guardian.Actors")), "log");
        _host = system.ActorOf(HostActor.Props(options, setup.Host, _ports), "host");
        ImmutableDictionary<string, WorkerRecord> known = NodeEnvironment.WithMarked(
            opened?.Loaded.Records ?? LoadedRecords.Empty.Records, setup.Processes.FindMarked(setup.Address));
        _deliberation = new Deliberation(system, setup, _ports, () => _fleet!, () => _options, incidents, _cluster);
        _fleet = system.ActorOf(FleetActor.Props(options, known, _ports), "workers");
        _cluster?.Start(_fleet, _deliberation.Writer, _ports);
        Ready = AwaitReadyAsync();
    }

    /// <summary>Completes when every worker that may has been started once; gives the ready line.</summary>
    public Task<string> Ready { get; }

    /// <summary>Every worker's latest status, in order of name.</summary>
    public ImmutableArray<WorkerStatus> Workers => _ports.Board.Workers;

    /// <summary>Incidents, what was learned, and deeds by hand.</summary>
    public RecoveryBook Recovery => _deliberation.Recovery;

    /// <summary>Meetings of the council.</summary>
    public CouncilBook Council => _deliberation.Council;

    /// <summary>Alerts.</summary>
    public IAlertBook Alerts => _deliberation.Alerts;

    /// <summary>How well the node does.</summary>
    public IKpiBook Kpi => _deliberation.Kpi;

    /// <summary>The cluster; null when the node is alone.</summary>
    public IClusterBook? Cluster => _cluster?.Book;

    /// <summary>What the nodes of the cluster share; null when the node is alone.</summary>
    public IClusterStore? ClusterStore => _cluster?.Store;

    /// <summary>This node's place in its cluster; null when it is alone.</summary>
    public ClusterStanding? ClusterStanding => _cluster?.Board.Standing;

    /// <summary>The node itself.</summary>
    public NodeStatus Status
    {
        get
        {
            ImmutableArray<WorkerStatus> workers = Workers;
            SystemVerdict verdict = SystemHealth.Combine(
                [.. workers.Select(worker => new WorkerSummary(worker.Name, worker.State, worker.Score, worker.Critical))], _ports.Board.HostVerdict);
            return new NodeStatus
            {
                Name = _ports.Facts.Name,
                Version = Version,
                Pid = Environment.ProcessId,
                StartedAt = _startedAt,
                State = verdict.State,
                Score = verdict.Score,
                Reasons = verdict.Reasons,
                Workers = workers.Length,
                HealthyWorkers = workers.Count(worker => worker.State == WorkerState.Healthy),
                CriticalWorkersDown = workers.Count(worker => worker is { Critical: true, State: WorkerState.Critical or WorkerState.Dead }),
                Instances = workers.Sum(worker => worker.Running),
                Configuration = _setup.Configuration.Origin,
                Data = _data.Path,
                StoreProblem = _ports.Board.StoreProblem,
                DroppedEvents = _ports.Board.DroppedEvents,
                Host = _ports.Board.Host,
            };
        }
    }

    /// <summary>Version of Guardian.</summary>
    public static string Version { get; } =
        typeof(GuardianNode).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Starts a node.</summary>
    /// <param name="setup">What it is made of.</param>
    /// <param name="options">The configuration to begin with, as read from <see cref="GuardianNodeSetup.Configuration"/>.</param>
    /// <param name="stop">Gives up the start.</param>
    /// <returns>The running node; disposing it stops the workers in order.</returns>
    /// <exception cref="IOException">The data directory cannot be used, or another node uses it.</exception>
    public static async Task<GuardianNode> StartAsync(GuardianNodeSetup setup, GuardianOptions options, CancellationToken stop = default)
    {
        DataDirectory data = DataDirectory.Open(setup.DataDirectory);
        try
        {
            OpenedJournal? opened = null;
            ImmutableArray<Incident> incidents = [];
            JournalGrowth growth = new();
            string? problem = setup.OpenJournal is null ? "no store is configured" : null;
            if (setup.OpenJournal is { } open)
            {
                try
                {
                    opened = await OpenJournalAsync(open, growth, stop).ConfigureAwait(false);
                    incidents = await IncidentLoader.NewestAsync(opened.Journal, stop).ConfigureAwait(false);
                }
                catch (JournalUnavailableException refused)
                {
                    // Supervision does not need the store; the record keeper says what is wrong and tries again.
                    problem = refused.Message;
                }
            }

            ActorSystem system = ActorSystems.Create("guardian", setup.Time);
            try
            {
                return new GuardianNode(setup, data, system, options, opened, problem, incidents, growth);
            }
            catch
            {
                await system.Terminate().ConfigureAwait(false);
                if (opened is not null)
                {
                    await opened.Journal.DisposeAsync().ConfigureAwait(false);
                }

                throw;
            }
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>The latest status of one worker.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The status, or null when there is none.</returns>
    public WorkerStatus? Find(string name) => _ports.Board.Find(name);

    /// <summary>Says that a worker is unknown.</summary>
    /// <param name="name">What was asked for.</param>
    /// <returns>The reply.</returns>
    public CommandReply UnknownWorker(string name) => new CommandReply.UnknownName(Names.Unknown("worker", name, Workers.Select(worker => worker.Name)));

    /// <summary>Lets a worker run from now on, also after restarts of node and server.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>The reply, once the word is kept.</returns>
    public Task<CommandReply> StartWorkerAsync(string name, string by) =>
        FloatingAsync(name, book => book.StartAsync(name, by, CancellationToken.None)) ?? AskAsync(name, new WorkerProtocol.StartAsked(by));

    /// <summary>Stops a worker and keeps it stopped, also over restarts of node and server.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>The reply, once the word is kept; the processes may still be on their way down.</returns>
    public Task<CommandReply> StopWorkerAsync(string name, string by) =>
        FloatingAsync(name, book => book.StopAsync(name, by, CancellationToken.None)) ?? AskAsync(name, new WorkerProtocol.StopAsked(by));

    /// <summary>Replaces a worker's processes.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="allAtOnce">Not one after the other.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>The reply, when it has begun.</returns>
    public Task<CommandReply> RestartWorkerAsync(string name, bool allAtOnce, string by) => AskAsync(name, new WorkerProtocol.RestartAsked(allAtOnce, by));

    /// <summary>Changes the number of instances.</summary>
    /// <param name="name">The worker.</param>
    /// <param name="instances">How many, within the bounds of its definition.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>The reply, once the word is kept.</returns>
    public Task<CommandReply> ScaleWorkerAsync(string name, int instances, string by) =>
        FloatingAsync(name, book => book.ScaleAsync(name, instances, by, CancellationToken.None)) ?? AskAsync(name, new WorkerProtocol.ScaleAsked(instances, by));

    /// <summary>One worker with its last events.</summary>
    /// <param name="name">The worker.</param>
    /// <returns>The detail, or null when there is no such worker.</returns>
    public async Task<WorkerDetail?> DetailAsync(string name)
    {
        if (Find(name) is not { } status)
        {
            return null;
        }

        WorkerDefinition? definition = _options.Workers.FirstOrDefault(worker => worker.Name == name);
        return new WorkerDetail(
            status,
            definition?.Command ?? [],
            definition?.DirectoryOf(_ports.Facts) ?? string.Empty,
            await WorkerHappenings.NewestAsync(_ports.Board.Journal, name).ConfigureAwait(false))
        {
            Risk = await WorkerRisks.JudgeAsync(
                _ports.Board.Journal, status, _deliberation.AnomaliesOf(name), _ports.Clock.UtcNow).ConfigureAwait(false),
        };
    }

    /// <summary>The log file of an instance.</summary>
    /// <param name="instance"><c>WORKER/INDEX</c>.</param>
    /// <returns>Absolute path.</returns>
    public string LogFileOf(string instance) => Path.Combine(_data.Path, "logs", instance + ".log");

    /// <summary>Reads the configuration again and applies what changed; refuses it as a whole when anything is wrong with it.</summary>
    /// <returns>What changed, or every problem.</returns>
    public async Task<CommandReply> ReloadAsync()
    {
        await _reloading.WaitAsync().ConfigureAwait(false);
        try
        {
            switch (_setup.Configuration.Read())
            {
                case ConfigurationReading.Bad bad:
                    return Refuse(bad.Problems);
                case ConfigurationReading.Good { Warnings.IsEmpty: false } missing:
                    return Refuse(missing.Warnings);
                case ConfigurationReading.Good good when ClusterSide.Obstacle(_options.Cluster, good.Options.Cluster) is { } obstacle:
                    return Refuse([$"{obstacle}: that needs a restart of the node (local workers go on meanwhile)"]);
                case ConfigurationReading.Good good:
                    CommandReply reply = await _fleet.Ask<CommandReply>(new FleetProtocol.Apply(good.Options), ReplyTimeout).ConfigureAwait(false);
                    _options = good.Options;
                    _host.Tell(new HostActor.Apply(good.Options));
                    _deliberation.Apply(good.Options);
                    _cluster?.Apply(good.Options);
                    return reply;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        finally
        {
            _reloading.Release();
        }
    }

    private CommandReply.Refused Refuse(ImmutableArray<string> problems)
    {
        string text = string.Join('\n', problems);
        LogReloadRefused(_log, text);
        return new CommandReply.Refused($"the configuration was not reloaded, the old one stays in force:\n{text}");
    }

    /// <summary>Reads the configuration and says what is wrong with it, without applying it.</summary>
    /// <returns>The reply.</returns>
    public CommandReply CheckConfiguration() => _setup.Configuration.Read() switch
    {
        ConfigurationReading.Good { Warnings.IsEmpty: false } missing => new CommandReply.Refused(string.Join('\n', missing.Warnings)),
        ConfigurationReading.Good good => new CommandReply.Accepted(
            $"{_setup.Configuration.Origin}: {Wording.Count(good.Options.Workers.Count, "worker")}, no problem"),
        ConfigurationReading.Bad bad => new CommandReply.Refused(string.Join('\n', bad.Problems)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The tree of actors.</summary>
    /// <returns>The top level.</returns>
    public async Task<ImmutableArray<ActorNode>> ActorsAsync()
    {
        ActorNode workers = await _fleet.Ask<ActorNode>(FleetProtocol.Describe.Instance, ReplyTimeout).ConfigureAwait(false);
        string store = _ports.Board.StoreProblem is null ? "writes the journal" : "the store cannot be used";
        return
        [
            new ActorNode("user", "guardian's actors",
            [
                new ActorNode("host", "watches the server", []),
                new ActorNode("log", "reports faults of actors", []),
                new ActorNode("records", store, []),
                new ActorNode("events", "writes events of incidents", []),
                new ActorNode("incidents", $"{Wording.Count(Recovery.List(openOnly: true, null, int.MaxValue).Length, "open incident")}", []),
                new ActorNode("council", "holds the meetings", []),
                new ActorNode("incident-sage", "severity, urgency, crisis", []),
                new ActorNode("knowledge-sage", "what has helped so far", []),
                new ActorNode("task-sage", "work in hand, capacity", []),
                new ActorNode("pattern-sage", "patterns, causes", []),
                new ActorNode("anomalies", "watches figures for something unusual", []),
                new ActorNode("alerts", "tells people", []),
                new ActorNode("alert-watch", "turns events into alerts", []),
                new ActorNode("kpi", "figures from the journal", []),
                .. _cluster is null ? Array.Empty<ActorNode>() :
                [
                    new ActorNode("cluster", $"membership and leases: {_cluster.Board.Standing.Phase.ToString().ToLowerInvariant()}", []),
                    new ActorNode("cluster-bus", "reads and writes the shared journal", []),
                    new ActorNode("cluster-forwarder", "sends this node's journal into the shared one", []),
                    new ActorNode("council-bridge", "carries calls to vote and ballots between nodes", []),
                    new ActorNode("lessons", "shares what was learned", []),
                    new ActorNode("troubles", "common causes over nodes", []),
                ],
                workers,
            ]),
        ];
    }

    private async Task<string> AwaitReadyAsync()
    {
        FleetProtocol.BegunAll begun = await _fleet
            .Ask<FleetProtocol.BegunAll>(FleetProtocol.AwaitBegun.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        _deliberation.Resume();
        ImmutableArray<WorkerStatus> workers = Workers;
        string waiting = begun.StillWaiting.IsEmpty ? string.Empty : $", waiting for dependencies: {string.Join(' ', begun.StillWaiting)}";
        int running = workers.Sum(worker => worker.Running);
        return $"guardian ready node={_ports.Facts.Name} workers={workers.Length} instances={running} address={_setup.Address}{waiting}";
    }

    /// <summary>What is said of a floating worker counts on all nodes; null for one that belongs to this node.</summary>
    private Task<CommandReply>? FloatingAsync(string worker, Func<IClusterBook, Task<CommandReply>> say)
    {
        return _cluster is not null && _options.Workers.Any(known => known.Name == worker && known.Placement.Mode == PlacementMode.Floating)
            ? SayAsync(_cluster.Book)
            : null;

        async Task<CommandReply> SayAsync(IClusterBook book)
        {
            try
            {
                return await say(book).ConfigureAwait(false);
            }
            catch (ClusterUnavailableException away)
            {
                return new CommandReply.Refused(away.Message);
            }
        }
    }

    private async Task<CommandReply> AskAsync(string worker, object message)
    {
        object reply = await _fleet.Ask<object>(new FleetProtocol.ForWorker(worker, message), ReplyTimeout).ConfigureAwait(false);
        return reply switch
        {
            CommandReply known => known,
            RecordKeeper.NotKept { Reply: CommandReply.Accepted accepted } notKept =>
                new CommandReply.Accepted($"{accepted.Message} (not yet stored, so a restart of the node may forget it: {notKept.Why})"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<OpenedJournal> OpenJournalAsync(Func<CancellationToken, Task<IEventJournal>> open, JournalGrowth growth, CancellationToken stop)
    {
        ObservedJournal journal = new ObservedJournal(await open(stop).ConfigureAwait(false), growth.Tell);
        try
        {
            return new OpenedJournal(journal, await LoadedRecords.ReadAsync(journal, stop).ConfigureAwait(false));
        }
        catch
        {
            await journal.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A definition for a worker that is no longer defined but whose processes still run: only how to stop them matters.</summary>
    private static WorkerDefinition Leftover(string name)
    {
        ConfigProblems ignored = new(); // the reference and this block are our own
        string block = $"guardian.workers.\"{name}\" {{ command = [\"/nonexistent\"], autostart = no }}";
        return GuardianOptions.Load(ReferenceConfig.Under(HoconSource.Text(block, "leftover")), ignored).Workers[0];
    }

    [LoggerMessage(2401, LogLevel.Error, "The configuration was not reloaded, the old one stays in force:\n{Problems}")]
    private static partial void LogReloadRefused(ILogger log, string problems);
}
