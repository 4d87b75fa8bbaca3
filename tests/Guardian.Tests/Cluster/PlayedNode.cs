using System.Collections.Immutable;
using Guardian.Cluster;
using Guardian.Journal;
using Guardian.Tests.Workers.Actors;
using Guardian.Testing.Cluster;
using Guardian.Workers;

namespace Guardian.Tests.Cluster;

/// <summary>One node of a played cluster: its own system of actors and its own operating system, the common clock and store.</summary>
internal sealed class PlayedNode : ILeaseClock
{
    private readonly ClusterPlay _play;
    private readonly Guid _home = Guid.NewGuid();
    private string _config;

    public PlayedNode(ClusterPlay play, string name, string config)
    {
        _play = play;
        Name = name;
        _config = config;
        Line = play.Store.Another();
        Start(null);
    }

    public string Name { get; }

    public MemoryClusterStore Line { get; private set; }

    public PlayedGuard Guard { get; } = new();

    public Harness Harness { get; private set; } = null!;

    public ClusterBoard Board { get; private set; } = null!;

    public IActorRef Actor { get; private set; } = null!;

    public bool Runs { get; private set; }

    TimeSpan ILeaseClock.SinceBoot => TimeSpan.FromTicks(_play.Clock.GetTimestamp());

    public IReadOnlyList<FakeProcess> Alive(string worker = "w") => Harness.Os.Alive(worker);

    /// <summary>The node dies; its guard ends what floats.</summary>
    public void Die()
    {
        Runs = false;
        Harness.Kill();
        Line.Line = StoreLine.Away;
        EndFloating();
    }

    /// <summary>A new process of the same node, with its data directory and whatever still runs.</summary>
    public void Start(Harness? before)
    {
        Line = _play.Store.Another();
        FloatingRights rights = new(this, Guard);
        Board = new ClusterBoard();
        Harness = new Harness(_config, before, clock: _play.Clock, rights: rights);
        IActorRef nobody = Harness.Actors.ActorOf(Sink.Props());
        Actor = Harness.Actors.ActorOf(
            ClusterActor.Props(new ClusterSetup
            {
                Ports = new ClusterPorts
                {
                    Store = Line,
                    OpenJournal = _ => throw new JournalUnavailableException(JournalProblem.Unreachable, "none in this play"),
                    Clock = this,
                    Guard = Guard,
                    Home = _home,
                },
                Rights = rights,
                Board = Board,
                Fleet = Harness.Fleet,
                Writer = nobody,
                Bus = nobody,
                Shared = static () => null,
                Node = Name,
                Options = Harness.Options,
                Runnable = Floating(Harness.Options),
                Load = () => new NodeLoad(10, 20, 1, 1, "healthy", 100),
                Clock = new Guardian.Clock(_play.Clock),
                Log = Harness,
            }),
            "cluster");
        Harness.Others.Add(("/user/cluster", () => (System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Board.Standing), Line.Calls)));
        Runs = true;
    }

    public void Reload(string config)
    {
        _config = config;
        Harness.Reload(config);
        Actor.Tell(new ClusterProtocol.Apply(Harness.Options, Floating(Harness.Options)));
    }

    /// <summary>What the guard does when its moment has come.</summary>
    public void Enforce()
    {
        if (TimeSpan.FromTicks(_play.Clock.GetTimestamp()) >= Guard.Until)
        {
            EndFloating();
        }
    }

    private void EndFloating()
    {
        foreach (WorkerDefinition worker in Floating(Harness.Options))
        {
            foreach (FakeProcess process in Harness.Os.Alive(worker.Name))
            {
                Harness.Os.End(process.Instance, ExitStatus.Signalled(9));
            }
        }
    }

    private static ImmutableArray<WorkerDefinition> Floating(GuardianOptions options) =>
        [.. options.Workers.Where(static worker => worker.Placement.Mode == PlacementMode.Floating)];

    private sealed class Sink : ReceiveActor
    {
        public Sink() => ReceiveAny(static _ => { });

        public static Props Props() => ActorProps.Create(static () => new Sink());
    }
}
