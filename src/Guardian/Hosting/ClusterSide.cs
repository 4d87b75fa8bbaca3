using System.Collections.Immutable;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Hocon;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Workers;
using Guardian.Workers.Actors;

namespace Guardian.Hosting;

/// <summary>A node's dealings with its cluster: membership, bus, forwarding of its journal, and what recovery and people ask of them.</summary>
internal sealed class ClusterSide : IAsyncDisposable
{
    private static readonly TimeSpan MovedWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FlushWithin = TimeSpan.FromSeconds(3);

    /// <summary>Less than the shell waits for an answer.</summary>
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(8);

    private readonly ActorSystem _system;
    private readonly ClusterPorts _ports;
    private readonly GuardianNodeSetup _setup;
    private readonly Clock _clock;
    private readonly string _node;
    private readonly Func<GuardianOptions> _options;
    private readonly List<IDisposable> _listening = [];
    private ClusterBook? _book;
    private readonly IActorRef _forwarder;
    private IActorRef _actor = ActorRefs.Nobody;
    private WorkerPorts _workers = null!; // set by Start, before anything asks

    public ClusterSide(
        ActorSystem system,
        GuardianNodeSetup setup,
        ClusterPorts ports,
        Clock clock,
        string node,
        Func<GuardianOptions> options,
        Func<IEventJournal?> local)
    {
        (_system, _setup, _ports, _clock, _node, _options) = (system, setup, ports, clock, node, options);
        Rights = new FloatingRights(ports.Clock, ports.Guard);
        Bus = system.ActorOf(
            ClusterBusActor.Props(new ClusterBusSetup
            {
                Open = ports.OpenJournal,
                Shared = Shared,
                Options = options().Cluster,
                Clock = clock,
                Random = new Random(setup.Seed),
                Log = setup.Logs.CreateLogger("Guardian.Cluster"),
            }),
            "cluster-bus");
        _forwarder = system.ActorOf(
            JournalForwarder.Props(new JournalForwarderSetup
            {
                Self = new ForwardSelf(node, ports.Home, Guid.NewGuid()),
                Local = local,
                Shared = () => Shared.Current,
                Options = options().Cluster,
                Clock = clock,
                Random = new Random(setup.Seed),
                Log = setup.Logs.CreateLogger("Guardian.Cluster"),
            }),
            "cluster-forwarder");
        Hear(Bus);
        Hear(_forwarder);
    }

    /// <summary>What of the floating workers this node may run.</summary>
    public FloatingRights Rights { get; }

    /// <summary>This node's place in the cluster.</summary>
    public ClusterBoard Board { get; } = new();

    /// <summary>The shared journal.</summary>
    public SharedJournal Shared { get; } = new();

    /// <summary>Where what is for all nodes is told to.</summary>
    public IActorRef Bus { get; }

    /// <summary>What people ask of the cluster.</summary>
    public ClusterBook Book => _book ??= new ClusterBook(new ClusterBookSetup
    {
        Node = _node,
        Store = _ports.Store,
        View = () => Board.Standing.View,
        Problem = () => Board.Standing.Problem,
        Journal = () => Shared.Current,
        Definition = worker => _options().Workers.FirstOrDefault(known => known.Name == worker),
        Backups = BackupsOf,
        Leave = (_, _) => LeaveAsync(LeaveWithin),
        Changed = () => _actor.Tell(new ClusterProtocol.Heard(ClusterSignal.State)),
        Poll = _options().Cluster.Poll,
        Time = _clock.Provider,
        Log = _setup.Logs.CreateLogger("Guardian.Cluster"),
    });

    /// <summary>What the nodes share.</summary>
    public IClusterStore Store => _ports.Store;

    /// <summary>What the slow loop needs of the cluster.</summary>
    public ClusterDeliberation Deliberation => new()
    {
        Node = _node,
        Bus = Bus,
        Members = () => Members,
        TryLease = TakeLeaseAsync,
        ReleaseLease = key =>
        {
            DropLease(key);
            return Task.CompletedTask;
        },
        Journal = () => Shared.Current,
        Options = () => _options().Cluster,
    };

    /// <summary>Who is in the cluster, for the council.</summary>
    public ClusterMembersView Members
    {
        get
        {
            ClusterStanding standing = Board.Standing;
            return new ClusterMembersView(
                [.. standing.View.Live.Select(static member => member.Name).Order(StringComparer.Ordinal)], standing.InTouch && Rights.LeaseRuns);
        }
    }

    /// <summary>Begins, once the fleet is there.</summary>
    public void Start(IActorRef fleet, IActorRef writer, WorkerPorts workers)
    {
        _workers = workers;
        GuardianOptions now = _options();
        _actor = _system.ActorOf(
            ClusterActor.Props(new ClusterSetup
            {
                Ports = _ports,
                Rights = Rights,
                Board = Board,
                Fleet = fleet,
                Writer = writer,
                Bus = Bus,
                Shared = () => Shared.Current,
                Node = _node,
                Options = now,
                Runnable = Runnable(now),
                Load = Load,
                Clock = _clock,
                Log = _setup.Logs.CreateLogger("Guardian.Cluster"),
            }),
            "cluster");
    }

    /// <summary>Another configuration is in force.</summary>
    public void Apply(GuardianOptions options) => _actor.Tell(new ClusterProtocol.Apply(options, Runnable(options)));

    /// <summary>Why a configuration cannot be put in force while the node runs; null when it can.</summary>
    public static string? Obstacle(ClusterOptions before, ClusterOptions after) =>
        before.IsOn != after.IsOn || before.Database != after.Database || before.Password != after.Password ? "guardian.cluster.database or its password has changed"
        : before.IsOn && before.Lease != after.Lease ? "guardian.cluster.lease has changed"
        : null;

    /// <summary>Where a worker may run, as recovery sees it.</summary>
    public Placement? PlacementOf(string worker)
    {
        if (_options().Workers.FirstOrDefault(known => known.Name == worker) is not { Placement.Mode: PlacementMode.Floating } definition)
        {
            return null;
        }

        ClusterStanding standing = Board.Standing;
        return new Placement(
            Floating: true,
            Here: standing.Held.ContainsKey(worker),
            Others: standing.InTouch ? [.. PlacementRule.Ranking(definition, standing.View, []).Where(node => node != _node)] : []);
    }

    /// <summary>Moves a floating worker to another node, and waits until that has it.</summary>
    public async Task<ControlResult> RelocateAsync(string worker, string reason)
    {
        if (!Board.Standing.Held.ContainsKey(worker) && HolderOf(worker) is { } already)
        {
            return new ControlResult(true, $"{worker} runs on {already}");
        }

        try
        {
            ControlResult given = await _actor.Ask<ControlResult>(new ClusterProtocol.Relocate(worker, reason), MovedWithin).ConfigureAwait(false);
            if (!given.Done)
            {
                return given;
            }
        }
        catch (AskTimeoutException)
        {
            return new ControlResult(false, $"{worker} has not stopped here within {Wording.Duration(MovedWithin)}");
        }

        return await UntilAsync(() => HolderOf(worker) is not null).ConfigureAwait(false)
            ? new ControlResult(true, $"{worker} runs on {HolderOf(worker)}")
            : new ControlResult(false, $"{worker} was given up here, and no other node has taken it within {Wording.Duration(MovedWithin)}");
    }

    /// <summary>Hands over everything that floats, and takes nothing until a person says so.</summary>
    public async Task<ControlResult> DrainAsync(string reason)
    {
        try
        {
            await _ports.Store.DrainAsync(_node, true, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException away)
        {
            return new ControlResult(false, away.Message);
        }

        return await UntilAsync(() => Board.Standing.Held.IsEmpty).ConfigureAwait(false)
            ? new ControlResult(true, $"{_node} is drained ({reason}); 'cluster drain {_node} --off' takes that back")
            : new ControlResult(false, $"{string.Join(", ", Board.Standing.Held.Keys.Order(StringComparer.Ordinal))} could not be handed over within {Wording.Duration(MovedWithin)}");
    }

    /// <summary>Takes a lease that is about something else than a worker.</summary>
    /// <exception cref="ClusterUnavailableException">Nobody knows who holds it.</exception>
    public async Task<bool> TakeLeaseAsync(string key)
    {
        try
        {
            ClusterProtocol.LeaseAnswer answer =
                await _actor.Ask<ClusterProtocol.LeaseAnswer>(new ClusterProtocol.TakeLease(key), AnswerWithin).ConfigureAwait(false);
            return answer.Problem is null ? answer.Holds : throw new ClusterUnavailableException(answer.Problem);
        }
        catch (AskTimeoutException)
        {
            throw new ClusterUnavailableException($"the lease on {key} could not be asked for in time");
        }
    }

    /// <summary>Gives such a lease back.</summary>
    public void DropLease(string key) => _actor.Tell(new ClusterProtocol.DropLease(key));

    /// <summary>Hands everything over and leaves.</summary>
    public async Task<CommandReply> LeaveAsync(TimeSpan timeout)
    {
        try
        {
            await _actor.Ask<ClusterProtocol.Gone>(ClusterProtocol.Leave.Instance, timeout).ConfigureAwait(false);
            return new CommandReply.Accepted($"{_node} has handed over its floating workers and left the cluster; it joins again at its next start");
        }
        catch (AskTimeoutException)
        {
            return new CommandReply.Accepted($"{_node} leaves; its floating workers have not all stopped yet");
        }
    }

    /// <summary>The node's own journal has grown.</summary>
    public void Appended() => _forwarder.Tell(JournalForwarder.Appended.Instance, ActorRefs.NoSender);

    /// <summary>Sends what is left to send, if the database is there.</summary>
    public async Task FlushAsync()
    {
        try
        {
            await _forwarder.Ask<JournalForwarder.Flushed>(JournalForwarder.Flush.Instance, FlushWithin).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // It is sent after the next start.
        }
    }

    /// <summary>Closes what was opened.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable line in _listening)
        {
            line.Dispose();
        }

        _book?.Dispose();
        await Shared.DisposeAsync().ConfigureAwait(false);
        await _ports.Guard.DisposeAsync().ConfigureAwait(false);
        await _ports.Store.DisposeAsync().ConfigureAwait(false);
    }

    private void Hear(IActorRef actor) => _listening.Add(_ports.Store.Listen(_node, signal => actor.Tell(signal, ActorRefs.NoSender)));

    private ImmutableArray<string> BackupsOf(ClusterView view, string worker, int replica) =>
        _options().Workers.FirstOrDefault(known => known.Name == worker) is { Placement.Mode: PlacementMode.Floating } definition
            && replica < definition.Placement.Replicas
            ? [.. PlacementRule.Ranking(definition, view, []).Except(PlacementRule.HoldersOf(worker, view))]
            : [];

    private string? HolderOf(string worker) => PlacementRule.HoldersOf(worker, Board.Standing.View).FirstOrDefault(node => node != _node);

    private async Task<bool> UntilAsync(Func<bool> holds)
    {
        MonotonicTime until = _clock.Now + MovedWithin;
        while (!holds())
        {
            if (_clock.Now > until)
            {
                return false;
            }

            await Task.Delay(LookEvery, _clock.Provider, CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>What this node could start: a worker whose command it lacks is for others.</summary>
    private ImmutableArray<WorkerDefinition> Runnable(GuardianOptions options)
    {
        FileSystemDefinitionProbe probe = new();
        return
        [
            .. options.Workers.Where(worker =>
            {
                if (worker.Placement.Mode != PlacementMode.Floating)
                {
                    return false;
                }

                ConfigProblems missing = new();
                DefinitionRules.Check(worker, _workers.Facts, probe, missing);
                return missing.All.Count == 0;
            }),
        ];
    }

    private NodeLoad Load()
    {
        ImmutableArray<WorkerStatus> workers = _workers.Board.Workers;
        Health.SystemVerdict verdict = Health.SystemHealth.Combine(
            [.. workers.Select(static worker => new Health.WorkerSummary(worker.Name, worker.State, worker.Score, worker.Critical))], _workers.Board.HostVerdict);
        return new NodeLoad(
            _workers.Board.Host.CpuPercent,
            _workers.Board.Host.MemoryPercent,
            workers.Length,
            workers.Sum(static worker => worker.Running),
            verdict.State.ToString().ToLowerInvariant(),
            verdict.Score);
    }
}
