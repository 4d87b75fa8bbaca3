using System.Collections.Immutable;
using Guardian.Hosting;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.FleetProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <summary>
/// Holds the supervisors of all workers: starts them in the order of their dependencies, applies changed configurations, runs group
/// restarts, stops them in order.
/// </summary>
internal sealed partial class FleetActor : ReceiveActor, IWithTimers
{
    private sealed record Tick;

    private sealed record BegunOverdue;

    private sealed record GroupOverdue(string Group, string Awaited);

    /// <summary>The workers are looked at in this many parts of an interval, so that a thousand of them are no burst.</summary>
    private const int Slices = 10;

    /// <summary>How long the ready line waits for workers whose dependencies do not get ready.</summary>
    private static readonly TimeSpan LongestBegin = TimeSpan.FromSeconds(30);

    /// <summary>How long the members of a group wait for the one before them to get ready.</summary>
    private static readonly TimeSpan LongestGroupStep = TimeSpan.FromSeconds(30);

    private readonly WorkerPorts _ports;
    private ImmutableDictionary<string, WorkerRecord> _records;
    private readonly SortedDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GroupRun> _groupRuns = new(StringComparer.Ordinal);
    private readonly List<IActorRef> _awaitBegun = [];
    private GuardianOptions _options;
    private IActorRef? _shutDownAsker;
    private readonly HashSet<string> _notQuiet = new(StringComparer.Ordinal);
    private bool _begun;
    private int _slice;

    public FleetActor(GuardianOptions options, ImmutableDictionary<string, WorkerRecord> records, WorkerPorts ports)
    {
        _options = options;
        _records = records;
        _ports = ports;

        Receive<ForWorker>(OnForWorker);
        Receive<ForFloating>(OnForFloating);
        Receive<Apply>(OnApply);
        Receive<ShutDownAll>(_ => OnShutDownAll());
        Receive<KillAll>(_ => OnKillAll());
        Receive<GroupOverdue>(OnGroupOverdue);
        Receive<AwaitBegun>(_ => { _awaitBegun.Add(Sender); TellWhenBegun(); });
        Receive<BegunOverdue>(_ => TellBegun());
        Receive<Describe>(_ => Sender.Tell(Tree()));
        Receive<StartedOnce>(OnStartedOnce);
        Receive<Readiness>(OnReadiness);
        Receive<MemberFailed>(OnMemberFailed);
        Receive<Quiet>(OnQuiet);
        Receive<RecordKeeper.Recalled>(recalled => OnRecalled(recalled.Records));
        Receive<Tick>(_ => OnTick());
        Receive<Terminated>(OnEnded);
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GuardianOptions options, ImmutableDictionary<string, WorkerRecord> records, WorkerPorts ports) =>
        ActorProps.Create(() => new FleetActor(options, records, ports));

    /// <summary>A fault of our own code in one message costs that message: a new supervisor would know neither processes nor intents.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(-1, -1, failure => failure is ActorInitializationException ? Directive.Stop : Directive.Resume);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(RecordKeeper.Recalled));
        Timers.StartPeriodicTimer("tick", new Tick(), _options.Interval / Slices);
        Timers.StartSingleTimer("begun", new BegunOverdue(), LongestBegin);
        foreach (WorkerDefinition definition in InStartOrder(_options.Workers))
        {
            Add(definition);
        }

        // What an earlier node left running of workers that are no longer defined must not run on unseen.
        foreach (WorkerRecord orphan in _records.Values.Where(record =>
            !_members.ContainsKey(record.Name) && record.Instances.Values.Any(instance => instance.Process is not null)))
        {
            Add(_ports.Leftover(orphan.Name));
            Member left = Find(orphan.Name)!;
            left.Removing = true;
            left.Supervisor.Tell(Remove.Instance);
        }

        OpenGates();
        TellWhenBegun();
    }

    // ---- starting ----------------------------------------------------------------------------------------------------------------

    private void Add(WorkerDefinition definition)
    {
        WorkerRecord record = _records.GetValueOrDefault(definition.Name) ?? WorkerRecord.New(definition.Name);
        IActorRef supervisor = Context.ActorOf(WorkerSupervisor.Props(definition, StrategyOf(definition), record, _ports), definition.Name);
        Context.Watch(supervisor);
        _members[definition.Name] = new Member(definition, supervisor);
    }

    private GroupStrategy StrategyOf(WorkerDefinition definition) =>
        definition.Group is { } group ? _options.Groups.First(candidate => candidate.Name == group).Strategy : GroupStrategy.OneForOne;

    private void OnRecalled(ImmutableDictionary<string, WorkerRecord> known)
    {
        foreach ((string name, WorkerRecord record) in known)
        {
            if (Find(name) is not { } member)
            {
                _records = _records.SetItem(name, record); // for the day it is defined
            }
            else if (!member.Removing)
            {
                member.Supervisor.Tell(new Recall(record));
            }
        }
    }

    private static IEnumerable<WorkerDefinition> InStartOrder(IEnumerable<WorkerDefinition> workers)
    {
        WorkerDefinition[] all = [.. workers];
        StartPlan plan = StartOrder.Plan([.. all.Select(worker => worker.StartNode)]);
        return plan.Order.Select(name => all.First(worker => worker.Name == name));
    }

    private void OpenGates()
    {
        foreach (Member member in _members.Values.Where(member =>
            !member.GateOpen && StartGate.Judge(member.Definition.StartNode, _ready) is StartVerdict.Start))
        {
            member.GateOpen = true;
            member.Supervisor.Tell(Begin.Instance);
        }
    }

    private void OnStartedOnce(StartedOnce started)
    {
        if (_members.TryGetValue(started.Worker, out Member? member))
        {
            member.StartedOnce = true;
            TellWhenBegun();
        }
    }

    private void OnReadiness(Readiness readiness)
    {
        if (readiness.Ready)
        {
            _ready.Add(readiness.Worker);
        }
        else
        {
            _ready.Remove(readiness.Worker);
        }

        OpenGates();
        if (readiness.Ready && _members.TryGetValue(readiness.Worker, out Member? member) && member.Definition.Group is { } group
            && _groupRuns.TryGetValue(group, out GroupRun? run) && run.Starting)
        {
            AdvanceGroup(group, readiness.Worker);
        }
    }

    private void TellWhenBegun()
    {
        if (_begun || _members.Values.All(member => member.StartedOnce || member.Removing))
        {
            TellBegun();
        }
    }

    private void TellBegun()
    {
        _begun = true;
        Timers.Cancel("begun");
        BegunAll begun = new([.. _members.Values.Where(member => !member.StartedOnce).Select(member => member.Definition.Name)]);
        foreach (IActorRef asker in _awaitBegun)
        {
            asker.Tell(begun);
        }

        _awaitBegun.Clear();
    }

    // ---- what people ask ---------------------------------------------------------------------------------------------------------

    private void OnForWorker(ForWorker command)
    {
        if (Find(command.Worker) is { Removing: false } member)
        {
            if (_shutDownAsker is not null)
            {
                Sender.Tell(new CommandReply.Refused("the node is stopping"));
                return;
            }

            member.Supervisor.Forward(command.Message);
        }
        else
        {
            Sender.Tell(new CommandReply.UnknownName(Names.Unknown("worker", command.Worker, _members.Keys)));
        }
    }

    private void OnForFloating(ForFloating word)
    {
        if (Find(word.Worker) is { } member)
        {
            member.Supervisor.Forward(word.Message);
        }
        else if (word.Message is LeaseTaken)
        {
            Sender.Tell(new Released(word.Worker)); // it is gone with all its processes
        }
    }

    private Member? Find(string name) => _members.GetValueOrDefault(name);

    private void OnApply(Apply apply)
    {
        if (_shutDownAsker is not null)
        {
            Sender.Tell(new CommandReply.Refused("the node is stopping"));
            return;
        }

        GuardianOptions before = _options;
        _options = apply.Options;
        Dictionary<string, WorkerDefinition> wanted = apply.Options.Workers.ToDictionary(worker => worker.Name, StringComparer.Ordinal);
        List<string> added = [];
        List<string> changed = [];
        List<string> removed = [];
        foreach (Member member in _members.Values.Where(member => member.Removing && !wanted.ContainsKey(member.Definition.Name)))
        {
            member.ReturnsAs = null; // it was to come back, and now it is not
        }

        foreach (Member member in _members.Values.Where(member => !member.Removing && !wanted.ContainsKey(member.Definition.Name)))
        {
            member.Removing = true;
            removed.Add(member.Definition.Name);
            member.Supervisor.Tell(Remove.Instance);
        }

        foreach (WorkerDefinition definition in InStartOrder(apply.Options.Workers))
        {
            if (Find(definition.Name) is not { } member)
            {
                added.Add(definition.Name);
                Add(definition);
            }
            else if (member.Removing)
            {
                member.ReturnsAs = definition; // it comes back as soon as its last process is gone
                added.Add(definition.Name);
            }
            else
            {
                bool differs = DefinitionChange.Compare(member.Definition, definition) is not DefinitionChange.None;
                member.Definition = definition;
                if (differs)
                {
                    changed.Add(definition.Name);
                }

                member.Supervisor.Tell(new Redefine(definition, StrategyOf(definition)));
            }
        }

        if (apply.Options.Interval != before.Interval)
        {
            Timers.StartPeriodicTimer("tick", new Tick(), apply.Options.Interval / Slices);
        }

        AdvanceLeftGroups();
        OpenGates();
        string what = added.Count + changed.Count + removed.Count == 0
            ? "no worker changed"
            : string.Join("; ", new[] { List("added", added), List("changed", changed), List("removed", removed) }.Where(part => part.Length > 0));
        LogApplied(_ports.Log, what);
        Sender.Tell(new CommandReply.Accepted($"configuration reloaded: {what}"));

        static string List(string what, List<string> names) => names.Count == 0 ? string.Empty : $"{what} {string.Join(", ", names)}";
    }

    private void OnEnded(Terminated ended)
    {
        if (_members.FirstOrDefault(pair => pair.Value.Supervisor.Equals(ended.ActorRef)) is not { Key: { } name, Value: { } member })
        {
            return;
        }

        _members.Remove(name);
        _records = _records.Remove(name); // what an earlier node knew of it; should it be defined again, it is another worker
        _ready.Remove(name);
        _ports.Board.Remove(name);
        if (member.ReturnsAs is { } definition && _shutDownAsker is null)
        {
            Add(definition);
            OpenGates();
        }

        if (_shutDownAsker is not null)
        {
            OnQuiet(new Quiet(name));
        }
        else
        {
            foreach (string group in _groupRuns.Keys.ToArray())
            {
                AdvanceGroup(group, name);
            }
        }

        TellWhenBegun();
    }

    private void OnTick()
    {
        int at = 0;
        foreach (Member member in _members.Values)
        {
            if (at++ % Slices == _slice)
            {
                member.Supervisor.Tell(Check.Instance);
            }
        }

        _slice = (_slice + 1) % Slices;
    }

    private ActorNode Tree() => new("workers", $"{Wording.Count(_members.Count, "worker")}", [.. _members.Values.Select(member =>
    {
        WorkerStatus? status = _ports.Board.Find(member.Definition.Name);
        return new ActorNode(
            member.Definition.Name,
            status?.State.Text() ?? "new",
            [.. (status?.Instances ?? []).Select(instance => new ActorNode(
                instance.Id[(instance.Id.LastIndexOf('/') + 1)..],
                instance.Pid is { } pid ? $"{instance.State.Text()}, process {pid}" : instance.State.Text(),
                []))]);
    })]);

    private sealed class Member(WorkerDefinition definition, IActorRef supervisor)
    {
        public WorkerDefinition Definition { get; set; } = definition;
        public IActorRef Supervisor { get; } = supervisor;
        public bool GateOpen { get; set; }
        public bool StartedOnce { get; set; }
        public bool Removing { get; set; }
        public bool ShutDownTold { get; set; }
        public WorkerDefinition? ReturnsAs { get; set; }
    }

    [LoggerMessage(2201, LogLevel.Information, "Configuration applied: {What}")]
    private static partial void LogApplied(ILogger log, string what);

    [LoggerMessage(2203, LogLevel.Warning, "Group {Group}: {Worker} does not get ready; the others start without it")]
    private static partial void LogGroupOverdue(ILogger log, string group, string worker);

    [LoggerMessage(2202, LogLevel.Warning, "Group {Group}: {Reason}")]
    private static partial void LogGroup(ILogger log, string group, string reason);
}
