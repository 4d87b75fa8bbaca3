using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Cluster.Troubles;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Tests.Cluster;
using Guardian.Tests.Configuration;
using Guardian.Tests.Workers.Actors;
using Guardian.Tests.Workers.Records;
using Guardian.Workers;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Guardian.Tests.Incidents;

/// <summary>The desk and its incidents over played workers, a scripted council, one manual clock and a journal in memory.</summary>
/// <remarks>Nothing sleeps: <see cref="Settle"/> goes round all actors until none has anything left to do, <see cref="Pass"/> moves from timer to timer.</remarks>
internal sealed class IncidentPlay : IDisposable, ILogger
{
    public const string Rules = """
        guardian.interval = 1s
        guardian.recovery { settle = 10s, verify-within = 5s, cooldown = 300s, action-timeout = 20s, wait = 2s }

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ActorSystem _system;
    private readonly IActorRef _desk;
    private readonly IActorRef? _troubles;
    private readonly bool _inCluster;
    private readonly ConcurrentQueue<IncidentOutcome> _outcomes = new();
    private int _deciding;

    public IncidentPlay(string config = "", FakeWorkers? workers = null, MemoryJournal? journal = null, StepClock? clock = null, bool resume = true, ClusterSeat? seat = null)
    {
        Clock = clock ?? new StepClock();
        Journal = journal ?? new MemoryJournal();
        Options = Load(config);
        Workers = workers ?? new FakeWorkers(Options) { Time = Clock }.AllHealthy();
        _system = ActorSystems.Create("incidents", Clock);
        Line = seat?.Bus.Connect(_system, seat.Node);
        _inCluster = seat is not null;
        Guardian.Clock guardianClock = new(Clock);
        Writer = _system.ActorOf(EventWriter.Props(() => Journal, this), "writer");
        IncidentPorts ports = new()
        {
            Control = Workers,
            Catalog = new ActionCatalog([]),
            Writer = Writer,
            Decide = proposal => DecideCountedAsync(proposal),
            SignatureOf = input => new SignatureText("s-" + Signature(input), WordsOf(input)),
            Board = Board,
            Options = () => Options,
            Clock = guardianClock,
            Facts = Example.Node with { DataDirectory = "/dev/null/nowhere" },
            Seed = 7,
            Cluster = seat is null ? null : new ClusterIncidents
            {
                Node = seat.Node,
                Members = seat.Members,
                Troubles = Troubles,
                TryLease = seat.TryLease,
                Chairs = () => _troubles!,
            },
            Log = this,
        };
        ImmutableArray<Incident> known = Wait(IncidentLoader.NewestAsync(Journal, CancellationToken.None));
        _system.ActorOf(OutcomeKeeper.Props(_outcomes), "outcomes");
        _desk = _system.ActorOf(
            IncidentDesk.Props(known, () => IncidentLoader.NewestAsync(Journal, CancellationToken.None), ports), "incidents");
        if (seat is not null)
        {
            _troubles = _system.ActorOf(
                TroubleActor.Props(new TroubleSetup
                {
                    Node = seat.Node,
                    Bus = Line!.Ref,
                    Desk = _desk,
                    Incidents = Board,
                    Troubles = Troubles,
                    Members = seat.Members,
                    ReleaseLease = seat.ReleaseLease,
                    ProvenAfter = () => CommonCause.ProvenAfter(Options.Recovery.Settle),
                    Clock = guardianClock,
                    Log = this,
                }),
                "troubles");
            Round(); // it listens
        }

        if (resume)
        {
            _desk.Tell(new IncidentDeskProtocol.Resume());
        }

        Settle();
    }

    public StepClock Clock { get; }

    /// <summary>Its line to the other nodes; null when it is alone.</summary>
    public MemoryLine? Line { get; }

    /// <summary>What it knows of the troubles of other nodes.</summary>
    public TroubleBoard Troubles { get; } = new();

    public MemoryJournal Journal { get; }

    public GuardianOptions Options { get; }

    public FakeWorkers Workers { get; }

    public IncidentBoard Board { get; } = new();

    public IActorRef Writer { get; }

    /// <summary>What is the same for troubles that have the same cause.</summary>
    public Func<SignatureInput, string> Signature { get; set; } = input => input.Kind.ToString();

    /// <summary>A signature in words.</summary>
    public Func<SignatureInput, string> WordsOf { get; set; } = input => $"signature of {input.Kind}";

    /// <summary>The plans that the council likes, best first; one that failed is not chosen again.</summary>
    public string[] Likes { get; set; } = ["restart", "hard_restart", "graceful_restart"];

    /// <summary>Replaces the scripted council.</summary>
    public Func<Proposal, Task<Decision>>? Council { get; set; }

    public ConcurrentQueue<Proposal> Proposals { get; } = new();

    public IReadOnlyList<IncidentOutcome> Outcomes => [.. _outcomes];

    /// <summary>Exceptions that were reported: faults of our own code.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public Incident Only => Board.All.ShouldHaveSingleItem();

    public static string Worker(string name = "w", string block = "") => $"guardian.workers.{name} {{ command = [\"x\"]\n{block} }}\n";

    /// <summary>What happened to an incident, in order, without the common start of the names.</summary>
    public string Story(string? id = null) => string.Join(' ', Journal.Events
        .Where(kept => id is null ? kept.Stream.StartsWith("incident/", StringComparison.Ordinal) : kept.Stream == "incident/" + id)
        .Select(kept => kept.Type["incident-".Length..]));

    public IReadOnlyList<T> Happened<T>(string? id = null)
        where T : IncidentEvent =>
        [.. Journal.Events.Where(kept => id is null || kept.Stream == "incident/" + id).Select(IncidentJson.FromJournal).OfType<T>()];

    public Incident Fault(string instance = "w/0", FaultKind kind = FaultKind.Hang)
    {
        Workers.Break(instance, kind);
        return Publish(instance, kind);
    }

    /// <summary>Says that there is a fault; the worker stays as it is.</summary>
    public Incident Publish(string instance = "w/0", FaultKind kind = FaultKind.Hang)
    {
        InstanceName.TryParse(instance, out InstanceName name).ShouldBeTrue();
        _system.EventStream.Publish(new Fault(kind, name.Worker, name, $"{kind} seen", Clock.GetUtcNow()));
        Settle();
        return Board.All.First(incident => incident.Subject == instance);
    }

    public void Publish(object happened)
    {
        _system.EventStream.Publish(happened);
        Settle();
    }

    public CommandReply Ask(object message)
    {
        Task<CommandReply> answer = _desk.Ask<CommandReply>(message, Timeout.InfiniteTimeSpan);
        CommandReply reply = Wait(answer);
        Settle();
        return reply;
    }

    public void Tell(params object[] messages)
    {
        foreach (object message in messages)
        {
            _desk.Tell(message);
        }

        Settle();
    }

    /// <summary>Goes round all actors until three rounds in a row have changed nothing.</summary>
    public void Settle()
    {
        object before = Print();
        for (int quiet = 0; quiet < 4;)
        {
            Round();
            object now = Print();
            quiet = now.Equals(before) ? quiet + 1 : 0;
            before = now;
        }
    }

    /// <summary>Lets time pass, from timer to timer, and lets everything come to rest at each.</summary>
    public void Pass(double seconds)
    {
        long target = Clock.GetTimestamp() + TimeSpan.FromSeconds(seconds).Ticks;
        while (Clock.NextDue is { } due && due <= target)
        {
            Clock.Advance(TimeSpan.FromTicks(Math.Max(0, due - Clock.GetTimestamp())));
            Settle();
        }

        Clock.Advance(TimeSpan.FromTicks(target - Clock.GetTimestamp()));
        Settle();
    }

    /// <summary>The node is killed: actors and timers are gone, processes go on.</summary>
    public void Kill() => Wait(_system.Terminate());

    public void Dispose()
    {
        Kill();
        Faults.ShouldBeEmpty();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null || eventId.Id == 2612)
        {
            Faults.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public static Decision DecisionFor(Proposal proposal, string plan) => new(
        proposal.Id, plan, plan == ActionNames.Escalate ? DecisionOutcome.Escalated : DecisionOutcome.Voted, 90, true, $"{plan} is best", [], [], [], 1);

    public static GuardianOptions Load(string config)
    {
        Guardian.Hocon.ConfigProblems problems = new();
        GuardianOptions options = Example.Load(Rules + (config.Contains("guardian.workers", StringComparison.Ordinal) ? config : config + "\n" + Worker()), problems);
        problems.All.ShouldBeEmpty();
        return options;
    }

    private async Task<Decision> DecideCountedAsync(Proposal proposal)
    {
        Proposals.Enqueue(proposal);
        Interlocked.Increment(ref _deciding);
        try
        {
            return Council is { } council ? await council(proposal) : Scripted(proposal);
        }
        finally
        {
            Interlocked.Decrement(ref _deciding);
        }
    }

    private Decision Scripted(Proposal proposal) => DecisionFor(
        proposal,
        Likes.FirstOrDefault(plan => !proposal.Case.Failed.Contains(plan) && proposal.Plans.Any(each => each.Id == plan)) ?? ActionNames.Escalate);

    private void Round()
    {
        Identify("/user/incidents");
        foreach (Incident incident in Board.Open)
        {
            Identify($"/user/incidents/{incident.Id}");
        }

        if (_inCluster)
        {
            Identify("/user/cluster-bus");
            Identify("/user/troubles");
        }

        Identify("/user/incidents");
        Identify("/user/writer");
        Identify("/user/outcomes");
    }

    private void Identify(string path) => Wait((Task)_system.ActorSelection(path).Ask<ActorIdentity>(new Identify(path)));

    private (int, int, int, string) Print() => (
        Journal.Version,
        Workers.Did.Length,
        _outcomes.Count,
        string.Join(' ', Board.All.Select(incident => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(incident))));

    private static T Wait<T>(Task<T> task)
    {
        Wait((Task)task);
#pragma warning disable VSTHRD002 // it has completed
        return task.Result;
#pragma warning restore VSTHRD002
    }

    private static void Wait(Task task)
    {
#pragma warning disable VSTHRD002 // the thread of a test has nothing else to do
        task.Wait(Patience).ShouldBeTrue("an actor did not answer within 30 s");
#pragma warning restore VSTHRD002
    }

    private sealed class OutcomeKeeper : ReceiveActor
    {
        public OutcomeKeeper(ConcurrentQueue<IncidentOutcome> outcomes) => Receive<IncidentOutcome>(outcomes.Enqueue);

        public static Props Props(ConcurrentQueue<IncidentOutcome> outcomes) => ActorProps.Create(() => new OutcomeKeeper(outcomes));

        protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(IncidentOutcome));
    }
}
