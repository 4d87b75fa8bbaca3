using Guardian.Workers.Records;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <summary>
/// Represents one worker: keeps its wanted number of instances, answers their crashes by the restart policy, and carries out what people
/// ask.
/// </summary>
/// <remarks>
/// What is wanted (<see cref="WorkerIntent"/>) and what is (the children's states) are kept apart; <see cref="Converge"/> moves the one towards
/// the other after every change. A crash arrives as an exception of the instance actor; the strategy's decider asks <see cref="RestartPolicy"/>.
/// </remarks>
internal sealed partial class WorkerSupervisor : ReceiveActor
{
    private readonly WorkerPorts _ports;
    private readonly Random _random;
    private readonly SortedDictionary<int, Child> _children = [];
    private readonly WorkerRecord _record;
    private WorkerDefinition _definition;
    private GroupStrategy _strategy; // of its group; one_for_one when it has none
    private WorkerIntent _intent;
    private long _order;
    private bool _gateOpen;
    private string? _groupStop;
    private bool _shuttingDown;
    private bool _removing;
    private bool _quietAsked;

    public WorkerSupervisor(WorkerDefinition definition, GroupStrategy strategy, WorkerRecord record, WorkerPorts ports)
    {
        _definition = definition;
        _strategy = strategy;
        _record = record;
        _ports = ports;
        _random = new Random(Seed(ports.Seed, definition.Name));
        _intent = WorkerIntent.Of(record, definition);

        Receive<Begin>(_ => Open());
        Receive<StartAsked>(OnStartAsked);
        Receive<StopAsked>(OnStopAsked);
        Receive<RestartAsked>(OnRestartAsked);
        Receive<ScaleAsked>(OnScaleAsked);
        Receive<ForInstance>(OnForInstance);
        Receive<ReplaceAsked>(OnReplaceAsked);
        Receive<ScaleAdvice>(OnScaleAdvised);
        Receive<Recall>(OnRecall);
        Receive<LeaseGiven>(OnLeaseGiven);
        Receive<LeaseTaken>(OnLeaseTaken);
        Receive<Whereabouts>(OnWhereabouts);
        Receive<SharedIntent>(OnSharedIntent);
        Receive<Redefine>(redefine => OnRedefine(redefine));
        Receive<ShutDown>(_ => OnShutDown());
        Receive<WorkerProtocol.KillNow>(_ => TellChildren(InstanceProtocol.KillNow.Instance));
        Receive<Remove>(_ => OnRemove());
        Receive<GroupStop>(stop => OnGroupStop(stop.Reason));
        Receive<GroupGo>(go => OnGroupGo(go.Reason));
        Receive<WorkerProtocol.Check>(_ => TellChildren(InstanceProtocol.Check.Instance));
        Receive<Changed>(OnChanged);
        Receive<Stopped>(OnStopped);
        Receive<Terminated>(OnChildEnded);
        Receive<Publish>(_ => PublishNow());
    }

    public static Props Props(WorkerDefinition definition, GroupStrategy strategy, WorkerRecord record, WorkerPorts ports) =>
        ActorProps.Create(() => new WorkerSupervisor(definition, strategy, record, ports));

    private string Name => _definition.Name;

    private bool WantsToRun => _intent.Run && !_shuttingDown && !_removing && _groupStop is null && MayRun;

    private int Desired => _intent.Run && !_removing && MayRun ? _intent.Instances(_definition) : 0;

    // No limit of the runtime's own: how often and how soon is the restart policy's business alone.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, Decide, loggingEnabled: false);

    protected override void PreStart()
    {
        // Processes of an earlier node are dealt with before anything is started, whatever the gate says: they run already.
        // Of more than are wanted those with a process stay, lowest first: to stop one and start another in its stead helps nobody.
        HashSet<int> wanted = [.. _record.Instances.Values
            .OrderBy(known => known.Process is null)
            .ThenBy(known => known.Index)
            .Take(WantsToRun ? Desired : 0)
            .Select(known => known.Index)];
        foreach (InstanceRecord known in _record.Instances.Values)
        {
            Child child = AddChild(known.Index, known);
            // What floats may run elsewhere by now, whatever the definition says.
            OrphanPolicy orphans = Floats ? OrphanPolicy.Kill : _definition.Orphans;
            bool keep = wanted.Contains(known.Index) && orphans == OrphanPolicy.Adopt;
            OrphanPolicy how = keep ? OrphanPolicy.Adopt : orphans == OrphanPolicy.Kill ? OrphanPolicy.Kill : OrphanPolicy.Stop;
            child.State = keep ? ChildState.Live : ChildState.Stopping;
            Order(child, order => new TakeOver(order, known.Process, known.StartedAt, how, known.SaysProgress));
        }

        Converge();
    }

    private void OnChanged(Changed changed)
    {
        if (_children.TryGetValue(changed.Index, out Child? child) && Sender.Equals(child.Ref))
        {
            child.View = changed.View;
            TellAwaited(changed.Index, changed.View);
            AdvanceRolling();
            QueuePublish();
        }
    }

    private void OnStopped(Stopped stopped)
    {
        if (!_children.TryGetValue(stopped.Index, out Child? child) || child.Order != stopped.Order)
        {
            return; // an earlier order's answer
        }

        child.State = ChildState.Idle;
        if (child.Leaving)
        {
            End(child);
        }

        Converge();
    }

    private void OnChildEnded(Terminated ended)
    {
        if (_children.Values.FirstOrDefault(child => child.Ref.Equals(ended.ActorRef)) is { } child)
        {
            _children.Remove(child.Seat.Name.Index);
            FailAwaited($"{child.Seat.Name} is gone", awaited => awaited.Incarnations.ContainsKey(child.Seat.Name.Index));
            Record(new WorkerEvent.InstanceRemoved(child.Seat.Name.Index));
            Converge();
        }
    }

    private Child AddChild(int index, InstanceRecord known)
    {
        InstanceSeat seat = new(_definition, new InstanceName(Name, index))
        {
            Restarts = known.Restarts,
            LogOffset = known.LogOffset,
            RestoreDue = known.RestoreDue,
            SavedOf = known.SavedOf,
            DeathTask = known.DeathTask,
            SameTaskDeaths = known.SameTaskDeaths,
            LastExit = known.LastExit is { } exit ? LastExit.From(exit, known.LastExitAt ?? _ports.Clock.UtcNow) : null,
        };
        IActorRef actor = Context.ActorOf(InstanceActor.Props(seat, _ports), index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Context.Watch(actor);
        Child child = new(actor, seat);
        _children.Add(index, child);
        return child;
    }

    private static void End(Child child)
    {
        child.State = ChildState.Ending;
        Context.Stop(child.Ref);
    }

    private void Order(Child child, Func<long, object> order)
    {
        child.Order = ++_order;
        child.Ref.Tell(order(child.Order));
    }

    private void TellChildren(object message)
    {
        foreach (Child child in _children.Values)
        {
            child.Ref.Tell(message);
        }
    }

    private void Record(WorkerEvent happened) => _ports.Records.Tell(new RecordKeeper.Keep(Name, happened));

    private static int Seed(int seed, string name)
    {
        // Stable over restarts of the node, unlike string.GetHashCode: a run with the same seed has the same jitter.
        uint hash = 2166136261;
        foreach (char letter in name)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return unchecked(seed ^ (int)hash);
    }
}
