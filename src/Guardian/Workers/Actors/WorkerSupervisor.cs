using System.Collections.Immutable;
using System.Diagnostics;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Hosting;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <summary>Represents one worker: keeps its wanted number of instances, answers their crashes by the restart policy, and carries out what people ask.</summary>
/// <remarks>
/// What is wanted (<see cref="WorkerIntent"/>) and what is (the children's states) are kept apart; <see cref="Converge"/> moves the one towards
/// the other after every change. A crash arrives as an exception of the instance actor; the strategy's decider asks <see cref="RestartPolicy"/>.
/// </remarks>
internal sealed partial class WorkerSupervisor : ReceiveActor
{
    private sealed record Publish
    {
        public static readonly Publish Instance = new();
    }

    private readonly WorkerPorts _ports;
    private readonly Random _random;
    private readonly SortedDictionary<int, Child> _children = [];
    private readonly Queue<int> _rolling = new();
    private readonly WorkerRecord _record;
    private WorkerDefinition _definition;
    private GroupStrategy _strategy; // of its group; one_for_one when it has none
    private WorkerIntent _intent;
    private long _order;
    private (int Index, long Incarnation)? _rollingNow;
    private string _rollingReason = string.Empty;
    private bool _gateOpen;
    private string? _groupStop;
    private bool _shuttingDown;
    private bool _removing;
    private bool _quietAsked;
    private bool _startedOnce;
    private bool _ready;
    private bool _publishQueued;
    private WorkerState? _recordedState;

    public WorkerSupervisor(WorkerDefinition definition, GroupStrategy strategy, WorkerRecord record, WorkerPorts ports)
    {
        _definition = definition;
        _strategy = strategy;
        _record = record;
        _ports = ports;
        _random = new Random(Seed(ports.Seed, definition.Name));
        _intent = new WorkerIntent(record.Run ?? definition.Autostart, record.Scale);

        Receive<Begin>(_ => Open());
        Receive<StartAsked>(OnStartAsked);
        Receive<StopAsked>(OnStopAsked);
        Receive<RestartAsked>(OnRestartAsked);
        Receive<ScaleAsked>(OnScaleAsked);
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

    private bool WantsToRun => _intent.Run && !_shuttingDown && !_removing && _groupStop is null;

    private int Desired => _intent.Run && !_removing ? _intent.Instances(_definition) : 0;

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
            bool keep = wanted.Contains(known.Index) && _definition.Orphans == OrphanPolicy.Adopt;
            OrphanPolicy how = keep ? OrphanPolicy.Adopt : _definition.Orphans == OrphanPolicy.Kill ? OrphanPolicy.Kill : OrphanPolicy.Stop;
            child.State = keep ? ChildState.Live : ChildState.Stopping;
            Order(child, order => new TakeOver(order, known.Process, known.StartedAt, how));
        }

        Converge();
    }

    // ---- what people and the fleet ask -------------------------------------------------------------------------------------------

    private void Open()
    {
        _gateOpen = true;
        Converge();
    }

    private void OnStartAsked(StartAsked asked)
    {
        _gateOpen = true; // a person's word counts more than a dependency
        Lift();
        Intend(_intent with { Run = true }, asked.By, $"{Name}: starting {Wording.Count(_intent.Instances(_definition), "instance")}");
    }

    private void OnStopAsked(StopAsked asked)
    {
        EndRolling();
        Intend(_intent with { Run = false }, asked.By, $"{Name}: stopping, and staying stopped until 'worker start'");
    }

    private void OnScaleAsked(ScaleAsked asked)
    {
        InstanceOptions bounds = _definition.Instances;
        if (asked.Instances < bounds.Min || asked.Instances > bounds.Max)
        {
            Sender.Tell(new CommandReply.Refused(
                $"{Name} may have {bounds.Min} to {bounds.Max} instances (instances.min and instances.max of its definition), not {asked.Instances}"));
            return;
        }

        string then = _intent.Run ? string.Empty : "; it is stopped, so this counts from its next start";
        Intend(_intent with { Scale = asked.Instances }, asked.By, $"{Name}: {Wording.Count(asked.Instances, "instance")} wanted{then}");
    }

    private void OnRestartAsked(RestartAsked asked)
    {
        if (!_intent.Run)
        {
            Sender.Tell(new CommandReply.Refused($"{Name} is stopped; 'worker start {Name}' starts it"));
            return;
        }

        string reason = $"restart asked by {asked.By}";
        LiftForRestart(reason);
        if (asked.AllAtOnce)
        {
            RestartAll(reason);
        }
        else
        {
            StartRolling(reason);
        }

        Sender.Tell(new CommandReply.Accepted(
            $"{Name}: restarting {Wording.Count(_children.Count, "instance")}{(asked.AllAtOnce || _children.Count < 2 ? string.Empty : " one after the other")}"));
        Converge();
    }

    /// <summary>Stores a person's word and acts on it; the answer comes when the word is durable.</summary>
    private void Intend(WorkerIntent intent, string by, string message)
    {
        _intent = intent;
        _ports.Records.Tell(
            new RecordKeeper.KeepDurably(Name, new WorkerEvent.IntentChanged(intent.Run, intent.Scale, by), new CommandReply.Accepted(message)),
            Sender);
        LogIntent(_ports.Log, Name, intent.Run ? "run" : "stop", intent.Instances(_definition), by);
        Converge();
    }

    /// <summary>A person's word gives every instance a fresh start: spent budgets and final exits are forgotten.</summary>
    private void Lift()
    {
        foreach (Child child in _children.Values)
        {
            Lift(child);
            if (_groupStop is null && child is { State: ChildState.Live, View.Running: false })
            {
                // Between two starts: its wait is over.
                Order(child, order => new Launch(order, TimeSpan.Zero, null, Forget: true));
            }
        }
    }

    private static void Lift(Child child)
    {
        child.Halted = false;
        child.HeldUntil = null;
        child.Forget = child.State != ChildState.Live;
    }

    /// <summary>As <see cref="Lift()"/>; what has no process now needs no turn in a rolling restart.</summary>
    private void LiftForRestart(string reason)
    {
        foreach (Child child in _children.Values)
        {
            Lift(child);
            if (child is { State: ChildState.Live, View.Running: false })
            {
                // A restart and not a launch: should it have started meanwhile, it started with what was known before.
                Order(child, order => new Restart(order, reason, Forget: true));
            }
        }
    }

    private void OnRedefine(Redefine redefine)
    {
        WorkerDefinition definition = redefine.Definition;
        _strategy = redefine.Strategy;
        DefinitionChange change = DefinitionChange.Compare(_definition, definition);
        _definition = definition;
        TellChildren(new ApplyLive(definition));
        if (change is DefinitionChange.Restart restart)
        {
            LiftForRestart(restart.Reason);
            StartRolling(restart.Reason);
        }

        if (_strategy == GroupStrategy.OneForOne)
        {
            ReleaseHeld(null); // it has left its group, which will not call any more
        }

        Converge();
    }

    private void OnShutDown()
    {
        _shuttingDown = true;
        _quietAsked = true;
        EndRolling();
        Converge();
    }

    private void OnRemove()
    {
        _removing = true;
        EndRolling();
        Converge();
    }

    private void OnGroupStop(string reason)
    {
        _groupStop = reason;
        _quietAsked = true;
        EndRolling();
        Converge();
    }

    private void OnGroupGo(string reason)
    {
        ReleaseHeld(reason);
        Converge(reason);
    }

    private void ReleaseHeld(string? reason)
    {
        if (_groupStop is not null)
        {
            _groupStop = null;
            _quietAsked = _shuttingDown;
        }

        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Live, HeldUntil: not null }))
        {
            TimeSpan left = TakeHeld(child);
            Order(child, order => new Launch(order, left, reason));
        }
    }

    /// <summary>What is left of the delay that the restart policy asked for before the group stopped.</summary>
    private TimeSpan TakeHeld(Child child)
    {
        MonotonicTime now = _ports.Clock.Now;
        if (child.HeldUntil is { } due && due > now)
        {
            return due - now; // still remembered: the group may stop it once more before it is over
        }

        child.HeldUntil = null;
        return TimeSpan.Zero;
    }

    // ---- crashes -----------------------------------------------------------------------------------------------------------------

    /// <summary>The strategy's decider. Runs in this actor's turn, while the failed instance is suspended.</summary>
    private Directive Decide(Exception failure)
    {
        if (failure is not LifeEndedException ended)
        {
            return OnOwnFault(failure);
        }

        if (_children.TryGetValue(ended.Index, out Child? child) && child.State == ChildState.Live && WantsToRun)
        {
            Answer(child, ended.End);
        }

        return Directive.Restart; // one that was to stop anyway finds the order to stop in its mailbox
    }

    /// <summary>A fault of our own code must cost a message, never a process: the actor goes on with its state, timers and mailbox.</summary>
    private Directive OnOwnFault(Exception failure)
    {
        LogInstanceActorFailed(_ports.Log, failure, Name);
        foreach (Child child in _children.Values)
        {
            // The strategy is not told which child it was; each knows by itself whether it is stuck.
            child.Ref.Tell(Recover.Instance);
            if (child.State == ChildState.Stopping)
            {
                Order(child, order => new Stop(order, "stopped, after a fault of a supervising actor"));
            }
        }

        return Directive.Resume;
    }

    private void Answer(Child child, LifeEnd end)
    {
        InstanceSeat seat = child.Seat;
        int index = seat.Name.Index;
        RestartVerdict verdict = RestartPolicy.Judge(seat.History, end, _ports.Clock.Now, _definition.Restart, _random);
        seat.History = verdict.History;
        seat.WaitingReason = verdict.Reason;
        switch (verdict)
        {
            case RestartVerdict.Restart restart:
                seat.Restarts++;
                Record(new WorkerEvent.RestartDecided(index, "restart", restart.Delay.TotalSeconds, verdict.Reason));
                LogRestart(_ports.Log, seat.Name, verdict.Reason);
                StartAgain(child, restart.Delay, verdict.Reason);
                break;
            case RestartVerdict.GiveUp giveUp:
                seat.Restarts++;
                seat.GaveUp = true;
                Record(new WorkerEvent.RestartDecided(index, "give-up", giveUp.RetryAfter.TotalSeconds, verdict.Reason));
                LogGaveUp(_ports.Log, seat.Name, verdict.Reason);
                // Where an incident begins: whoever deliberates hears of it, and until then the worker tries again by itself.
                Context.System.EventStream.Publish(new Fault(FaultKind.BudgetSpent, Name, seat.Name, verdict.Reason, _ports.Clock.UtcNow));
                StartAgain(child, giveUp.RetryAfter, verdict.Reason);
                break;
            case RestartVerdict.Never:
                Halt(child);
                seat.GaveUp = true;
                Record(new WorkerEvent.RestartDecided(index, "never", null, verdict.Reason));
                LogGaveUp(_ports.Log, seat.Name, verdict.Reason);
                break;
            case RestartVerdict.Done:
                Halt(child);
                seat.GaveUp = false;
                Record(new WorkerEvent.RestartDecided(index, "done", null, verdict.Reason));
                LogDone(_ports.Log, seat.Name, verdict.Reason);
                break;
            default:
                throw new UnreachableException();
        }

        if (seat.GaveUp && verdict is not RestartVerdict.Restart && _rollingNow?.Index == index)
        {
            // The new life does not hold: the others go on as they are rather than following it down.
            LogRollingEnded(_ports.Log, Name, index);
            EndRolling();
        }
    }

    private void Halt(Child child)
    {
        child.Halted = true;
        child.State = ChildState.Idle;
        LetRest(child);
    }

    /// <summary>No start until the next order; one that still waits in its mailbox was given before it ended and counts no more.</summary>
    private void LetRest(Child child)
    {
        child.Order = ++_order;
        child.Seat.LastOrder = child.Order;
        child.Ref.Tell(Rest.Instance);
    }

    private void StartAgain(Child child, TimeSpan delay, string reason)
    {
        if (_strategy != GroupStrategy.OneForOne)
        {
            // The group stops and starts its members in order; this one's start waits for its turn.
            child.HeldUntil = _ports.Clock.Now + delay;
            LetRest(child);
            Context.Parent.Tell(new MemberFailed(Name, reason));
            return;
        }

        Order(child, order => new Launch(order, delay, reason));
    }

    // ---- towards what is wanted --------------------------------------------------------------------------------------------------

    private void Converge(string? reason = null)
    {
        if (!WantsToRun)
        {
            string why = _shuttingDown ? "the node stops" : _removing ? "no longer defined" : _groupStop ?? "stopped on request";
            foreach (Child child in _children.Values.Where(child => child.State == ChildState.Live))
            {
                child.State = ChildState.Stopping;
                Order(child, order => new Stop(order, why));
            }
        }
        else
        {
            ScaleIn();
            if (_gateOpen)
            {
                ScaleOut(reason);
            }
        }

        TellWhenQuiet();
        AdvanceRolling();
        QueuePublish();
    }

    private void ScaleIn()
    {
        Child[] staying = [.. _children.Values.Where(child => !child.Leaving && child.State != ChildState.Ending)];
        // Who has nothing in hand goes first: without a process, then idle by its own word, then the newest.
        foreach (Child child in staying
            .OrderBy(child => child.View is { Running: true })
            .ThenBy(child => child.View?.Status.Busy == true)
            .ThenByDescending(child => child.Seat.Name.Index)
            .Take(staying.Length - Desired))
        {
            child.Leaving = true;
            if (child.State == ChildState.Live)
            {
                child.State = ChildState.Stopping;
                Order(child, order => new Stop(order, "scaled in"));
            }
            else if (child.State == ChildState.Idle)
            {
                End(child);
            }
        }
    }

    private void ScaleOut(string? reason)
    {
        int present = _children.Values.Count(child => !child.Leaving && child.State != ChildState.Ending);
        for (int index = 0; present < Desired; index++)
        {
            if (!_children.ContainsKey(index))
            {
                AddChild(index, InstanceRecord.New(index));
                present++;
            }
        }

        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Idle, Halted: false, Leaving: false }))
        {
            bool forget = child.Forget;
            TimeSpan delay = TakeHeld(child);
            child.Forget = false;
            child.State = ChildState.Live;
            Order(child, order => new Launch(order, delay, reason, forget));
        }
    }

    private void TellWhenQuiet()
    {
        if (_children.Values.Any(child => child.State is ChildState.Live or ChildState.Stopping))
        {
            return;
        }

        if (_removing)
        {
            Record(new WorkerEvent.WorkerRemoved());
            Context.Stop(Self);
        }
        else if (_quietAsked)
        {
            _quietAsked = false;
            Context.Parent.Tell(new Quiet(Name));
        }
    }

    // ---- rolling restart ---------------------------------------------------------------------------------------------------------

    private void StartRolling(string reason)
    {
        EndRolling();
        _rollingReason = reason;
        foreach (Child child in _children.Values.Where(child => child.View is not { Running: false }))
        {
            _rolling.Enqueue(child.Seat.Name.Index);
        }

        AdvanceRolling();
    }

    private void EndRolling()
    {
        _rolling.Clear();
        _rollingNow = null;
    }

    private void RestartAll(string reason)
    {
        EndRolling();
        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Live, View: not { Running: false } }))
        {
            Order(child, order => new Restart(order, reason));
        }
    }

    private void AdvanceRolling()
    {
        if (_rollingNow is { } now)
        {
            if (_children.TryGetValue(now.Index, out Child? current) && current is { State: ChildState.Live }
                && !(current.View is { Ready: true } view && view.Incarnation > now.Incarnation))
            {
                return; // not back yet
            }

            _rollingNow = null;
        }

        while (_rollingNow is null && _rolling.TryDequeue(out int next))
        {
            if (_children.TryGetValue(next, out Child? child) && child is { State: ChildState.Live, Leaving: false })
            {
                _rollingNow = (next, child.View?.Incarnation ?? 0);
                Order(child, order => new Restart(order, _rollingReason));
            }
        }
    }

    // ---- what the instances tell -------------------------------------------------------------------------------------------------

    private void OnChanged(Changed changed)
    {
        if (_children.TryGetValue(changed.Index, out Child? child) && Sender.Equals(child.Ref))
        {
            child.View = changed.View;
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

    // ---- what others see ---------------------------------------------------------------------------------------------------------

    /// <summary>One publication answers any number of changes that wait in the mailbox before it.</summary>
    private void QueuePublish()
    {
        if (!_publishQueued)
        {
            _publishQueued = true;
            Self.Tell(Publish.Instance);
        }
    }

    private void PublishNow()
    {
        _publishQueued = false;
        Child[] shown = [.. _children.Values.Where(child => child.State != ChildState.Ending)];
        ImmutableArray<InstanceView> views = [.. shown.Where(child => child.View is not null).Select(child => child.View!)];
        int wanted = Wanted(shown);
        WorkerVerdict verdict = !_gateOpen && shown.Length == 0 && wanted > 0
            ? new WorkerVerdict(WorkerState.Starting, 50, [$"waits until {string.Join(", ", _definition.DependsOn)} can be worked with"])
            : WorkerHealth.Combine(
                [.. shown.Select(child => child.View?.HealthOf(child.Seat.Name) ?? new InstanceHealth(child.Seat.Name, WorkerState.Starting, 50, []))],
                wanted,
                _definition.Instances.Min);
        WorkerStatus status = new()
        {
            Name = Name,
            State = verdict.State,
            Desired = _shuttingDown ? 0 : Desired,
            Running = views.Count(view => view.Running),
            Restarts = shown.Sum(child => child.Seat.Restarts),
            Score = verdict.Score,
            Reasons = verdict.Reasons,
            Critical = _definition.Critical,
            Group = _definition.Group,
            Instances = [.. views.Select(view => view.Status)],
            Queues = _definition.Queues,
        };
        _ports.Board.Show(status);

        if (_recordedState != status.State && !_shuttingDown)
        {
            _recordedState = status.State;
            Record(new WorkerEvent.HealthChanged(status.State.Text(), status.Score, status.Reasons));
            LogState(_ports.Log, Name, status.State.Text(), status.Reasons.IsEmpty ? string.Empty : ": " + string.Join("; ", status.Reasons));
        }

        if (!_startedOnce && (Desired == 0 || (views.Length >= Desired && views.Count(view => view.Attempted) >= Desired)))
        {
            _startedOnce = true;
            Context.Parent.Tell(new StartedOnce(Name));
        }

        bool ready = Desired > 0 && views.Count(view => view.Ready) >= Math.Max(1, Math.Min(Desired, _definition.Instances.Min));
        if (ready != _ready)
        {
            _ready = ready;
            Context.Parent.Tell(new Readiness(Name, ready));
        }
    }

    /// <summary>Instances that should run now: those that are done count no more, and nothing does while the node stops.</summary>
    private int Wanted(Child[] shown) => _shuttingDown ? 0 : Desired - shown.Count(child => child is { Halted: true, Seat.GaveUp: false });

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

    [LoggerMessage(2101, LogLevel.Information, "{Worker} is now {State}{Reasons}")]
    private static partial void LogState(ILogger log, string worker, string state, string reasons);

    [LoggerMessage(2102, LogLevel.Information, "{Worker} is to {Intent} with {Instances} instances, by word of {By}")]
    private static partial void LogIntent(ILogger log, string worker, string intent, int instances, string by);

    [LoggerMessage(2103, LogLevel.Warning, "{Instance}: {Reason}")]
    private static partial void LogRestart(ILogger log, InstanceName instance, string reason);

    [LoggerMessage(2104, LogLevel.Error, "{Instance}: {Reason}")]
    private static partial void LogGaveUp(ILogger log, InstanceName instance, string reason);

    [LoggerMessage(2105, LogLevel.Information, "{Instance}: {Reason}")]
    private static partial void LogDone(ILogger log, InstanceName instance, string reason);

    [LoggerMessage(2106, LogLevel.Error, "The supervising actor of an instance of {Worker} failed; its process is not touched")]
    private static partial void LogInstanceActorFailed(ILogger log, Exception failure, string worker);

    [LoggerMessage(2107, LogLevel.Error, "{Worker}: the rolling restart ends at instance {Index}, which does not stay up; the others are left as they are")]
    private static partial void LogRollingEnded(ILogger log, string worker, int index);
}
