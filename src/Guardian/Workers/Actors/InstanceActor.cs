using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Workers.Records;
using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <summary>Runs one instance: one process at a time, its start, its signs of life, its orderly end.</summary>
/// <remarks>
/// <code>
/// Empty -(Launch)-> Waiting -(due)-> Running -(Exited)-> throws LifeEndedException: the supervisor restarts this actor and orders what follows
/// Running -(Stop, Restart, fault)-> Stopping -(Exited)-> Empty (answers Stopped) | Running again | throws LifeEndedException (fault)
/// </code>
/// What outlives a process is in the <see cref="InstanceSeat"/>, what belongs to one process in the <see cref="InstanceLife"/>.
/// </remarks>
internal sealed partial class InstanceActor : ReceiveActor, IWithTimers
{
    private sealed record ProcessExited(long Incarnation, ExitStatus Status);

    private sealed record ProcessNotified(NotifyMessage Message);

    private sealed record LaunchDue;

    private sealed record UpDue(long Incarnation);

    private sealed record Deadline(long Incarnation);

    private sealed record StopOverdue(long Incarnation);

    private sealed record Drained(long Incarnation, string? Trouble);

    private sealed record ProbeDue(ProbeKind Kind, long Incarnation);

    private sealed record ProbeAnswered(ProbeKind Kind, long Incarnation, ProbeResult Result);

    private sealed record Rotated(LogRotation? Rotation, Exception? Trouble);

    private sealed record ShowNow;

    private sealed record TakeOverAgain(TakeOver Order);

    private enum EndPurpose
    {
        Stay,
        Relaunch,
        Fault,
    }

    /// <summary>After SIGABRT, how long a core dump may take before SIGKILL.</summary>
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(2);

    /// <summary>How often a process that outlives SIGKILL (in the kernel's hands) is killed again and reported.</summary>
    private static readonly TimeSpan KillAgain = TimeSpan.FromSeconds(5);

    /// <summary>How often a process of an earlier node is tried to be taken over while its place cannot be opened.</summary>
    private static readonly TimeSpan TakeOverEvery = TimeSpan.FromSeconds(1);

    /// <summary>Words of the worker about itself are passed on at most this often.</summary>
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Up to here a wait for the next start is no outage worth a word.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    /// <summary>Most of a log read in one check; a flood beyond it is counted, not read.</summary>
    private const int MostLogBytes = 256 * 1024;

    private readonly InstanceSeat _seat;
    private readonly WorkerPorts _ports;
    private InstanceLife? _life;
    private EndPurpose _purpose;
    private string _endReason = string.Empty;
    private string? _launchReason;
    private bool _attempted;
    private bool _resting;
    private bool _stopped;
    private bool _awaitsOrder = true;
    private bool _ending;
    private bool _killed;
    private bool _rotating;
    private DateTimeOffset? _nextStartAt;
    private TakeOver? _leftToTakeOver;
    private MonotonicTime _stopAskedAt;
    private MonotonicTime _stopDeadline;

    public InstanceActor(InstanceSeat seat, WorkerPorts ports)
    {
        _seat = seat;
        _ports = ports;
        Become(Empty);
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(InstanceSeat seat, WorkerPorts ports) => ActorProps.Create(() => new InstanceActor(seat, ports));

    private WorkerDefinition Definition => _seat.Definition;

    private MonotonicTime Now => _ports.Clock.Now;

    protected override void PreStart()
    {
        Show();
    }

    // The process and the slot outlive an incarnation; there are no children to stop.
    protected override void PreRestart(Exception reason, object? message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
        // The supervisor's order is next in the mailbox; what it says is shown then.
        _attempted = true;
    }

    protected override void PostStop()
    {
        _seat.Slot?.Dispose();
        _seat.Slot = null;
    }

    // ---- behaviours --------------------------------------------------------------------------------------------------------------

    private void Empty()
    {
        Common();
        Receive<Launch>(OnLaunch);
        Receive<TakeOver>(OnTakeOver);
        Receive<Rest>(_ => { _resting = true; _awaitsOrder = false; Show(); });
        Receive<TakeOverAgain>(again => OnTakeOver(again.Order));
        Receive<Stop>(OnStopWhileEmpty);
        Receive<Restart>(restart => OnLaunch(AsLaunch(restart)));
        Late();
    }

    private void Waiting()
    {
        Common();
        Receive<Launch>(OnLaunch);
        Receive<LaunchDue>(_ => StartProcess());
        Receive<Stop>(OnStopWhileWaiting);
        Receive<Restart>(restart => OnLaunch(AsLaunch(restart)));
        Late();
    }

    private void Running()
    {
        Common();
        Receive<ProcessExited>(OnEndedByItself);
        Receive<Launch>(OnLaunchWhileRunning);
        Receive<Stop>(stop => BeginEnd(stop.Order, EndPurpose.Stay, stop.Reason));
        Receive<Restart>(restart => { Forget(restart.Forget); BeginEnd(restart.Order, EndPurpose.Relaunch, restart.Reason); });
        Receive<UpDue>(due => Current(due.Incarnation, CountAsUpWhenItIs));
        Receive<Deadline>(due => Current(due.Incarnation, () => { Judge(fresh: false); Rearm(); }));
        Receive<ProbeDue>(OnProbeDue);
        Receive<ProbeAnswered>(OnProbeAnswered);
        Late();
    }

    private void Stopping()
    {
        Common();
        Receive<ProcessExited>(OnEnded);
        Receive<Drained>(OnDrained);
        Receive<StopOverdue>(due => Current(due.Incarnation, OnStopOverdue));
        Receive<Stop>(OnStopWhileStopping);
        Receive<Launch>(OnRelaunchWhileStopping);
        Receive<Restart>(restart => OnRelaunchWhileStopping(AsLaunch(restart)));
        Late();
    }

    private void Common()
    {
        Receive<Check>(_ => OnCheck());
        Receive<ApplyLive>(apply => OnApplyLive(apply.Definition));
        Receive<KillNow>(_ => OnKillNow());
        Receive<Recover>(_ => OnRecover());
        Receive<ProcessNotified>(notified => OnNotified(notified.Message));
        Receive<Rotated>(OnRotated);
        Receive<ShowNow>(_ => Show());
    }

    /// <summary>Words about a process or a wait that is over. A state that awaits one of them handles it before it gets here.</summary>
    private void Late()
    {
        Receive<ProcessExited>(_ => { });
        Receive<LaunchDue>(_ => { });
        Receive<UpDue>(_ => { });
        Receive<Deadline>(_ => { });
        Receive<StopOverdue>(_ => { });
        Receive<Drained>(_ => { });
        Receive<ProbeDue>(_ => { });
        Receive<ProbeAnswered>(_ => { });
        Receive<TakeOverAgain>(_ => { });
    }

    private static Launch AsLaunch(Restart restart) => new(restart.Order, TimeSpan.Zero, restart.Reason, restart.Forget);

    // ---- starting ----------------------------------------------------------------------------------------------------------------

    private void OnLaunch(Launch launch)
    {
        if (launch.Order < _seat.LastOrder)
        {
            return;
        }

        _seat.LastOrder = launch.Order;
        _resting = false;
        _stopped = false;
        _awaitsOrder = false;
        _launchReason = launch.Reason;
        Forget(launch.Forget);
        if (_leftToTakeOver is not null)
        {
            return; // it comes after the process of the earlier node, never beside it
        }

        if (launch.Delay <= TimeSpan.Zero)
        {
            StartProcess();
            return;
        }

        _nextStartAt = _ports.Clock.UtcNow + launch.Delay;
        Timers.StartSingleTimer("launch", new LaunchDue(), launch.Delay);
        Become(Waiting);
        Show();
    }

    /// <summary>It had started before the order to hurry came: what is left of it is the clean slate.</summary>
    private void OnLaunchWhileRunning(Launch launch)
    {
        _seat.LastOrder = Math.Max(_seat.LastOrder, launch.Order);
        Forget(launch.Forget);
    }

    private void Forget(bool asked)
    {
        if (asked)
        {
            _seat.History = RestartHistory.Empty;
            _seat.GaveUp = false;
        }
    }

    private void StartProcess()
    {
        Timers.Cancel("launch");
        _nextStartAt = null;
        _attempted = true;
        long incarnation = ++_seat.Incarnation;
        MonotonicTime now = Now;
        try
        {
            OpenSlot();
            IProcessSlot slot = _seat.Slot!;
            LaunchSpec spec = Definition.ToLaunchSpec(_seat.Name.Index, _ports.Facts);
            ProcessIdentity process = slot.Launch(spec, incarnation);
            Begin(new InstanceLife(incarnation, process, now, _ports.Clock.UtcNow, now, Definition.Health), adopted: false);
        }
        catch (LaunchException refused)
        {
            throw CannotStart(refused.Message);
        }
    }

    /// <summary>When the fault came between two processes, perhaps while one was started, that must not be the end of it.</summary>
    private void OnRecover()
    {
        if (_life is not null || _leftToTakeOver is not null || Timers.IsTimerActive("launch"))
        {
            return; // the next event carries it on
        }

        Become(Empty);
        if (!_resting && !_awaitsOrder)
        {
            throw CannotStart("a fault of its supervising actor, which is in the node's log");
        }
    }

    private LifeEndedException CannotStart(string why)
    {
        Context.System.EventStream.Publish(new Fault(FaultKind.CannotStart, _seat.Name.Worker, _seat.Name, why, _ports.Clock.UtcNow));
        return new LifeEndedException(_seat.Name.Index, new LifeEnd
        {
            Exit = ExitStatus.Unknown,
            Up = TimeSpan.Zero,
            Healthy = TimeSpan.Zero,
            Started = false,
            CannotStart = why,
        });
    }

    private void OpenSlot()
    {
        SlotSpec wanted = _ports.SlotOf(_seat.Name, Definition);
        if (_seat.Slot is { } open)
        {
            if (_seat.SlotSpec == wanted)
            {
                return;
            }

            // Another user, state directory or log rotation: the place is made anew between two processes.
            _seat.LogOffset = open.Log.Offset;
            _seat.Slot = null;
            open.Dispose();
        }

        _seat.Slot = _ports.Processes.OpenSlot(wanted, new Observer(Self));
        _seat.SlotSpec = wanted;
        _seat.Slot.Log.Offset = _seat.LogOffset;
    }

    private void Begin(InstanceLife life, bool adopted)
    {
        _life = life;
        _seat.Life = life;
        _seat.WaitingReason = null;
        _killed = false;
        _ending = false;
        if (_seat.LastPid == life.Process.Pid)
        {
            _seat.LastPid = 0; // the kernel gave the number again: its words are this process's own now
        }

        Record(new WorkerEvent.InstanceStarted(_seat.Name.Index, life.Process, adopted));
        if (adopted)
        {
            LogAdopted(_ports.Log, _seat.Name, life.Process.Pid);
        }
        else
        {
            LogStarted(_ports.Log, _seat.Name, life.Process.Pid, _launchReason is null ? string.Empty : $" after: {_launchReason}");
        }

        _launchReason = null;
        Become(Running);
        if (adopted)
        {
            // A process of an earlier node has told that node that it is ready; it will not say so again.
            life.SkipStartup();
            CountAsUp();
        }
        else if (StartRule.IsStarted(TimeSpan.Zero, saidReady: false, life.Startup.Standing, Definition.UpAfter, Definition.Health.Notify))
        {
            CountAsUp();
        }
        else
        {
            Timers.StartSingleTimer("up", new UpDue(life.Incarnation), Definition.UpAfter);
            AskProbe(ProbeKind.Startup, Definition.Health.Probes.Startup.InitialDelay);
            Rearm();
        }

        Show();
    }

    private void OnStopWhileEmpty(Stop stop)
    {
        if (_leftToTakeOver is { } left)
        {
            // Told to stop before it could be taken over: it is ended as soon as it can.
            _seat.LastOrder = stop.Order;
            _leftToTakeOver = left with { Order = stop.Order, How = left.How == OrphanPolicy.Kill ? OrphanPolicy.Kill : OrphanPolicy.Stop };
            Timers.StartSingleTimer("takeover", new TakeOverAgain(_leftToTakeOver), TakeOverEvery);
            return;
        }

        AnswerStopped(stop.Order);
    }

    private void OnTakeOver(TakeOver order)
    {
        _seat.LastOrder = Math.Max(_seat.LastOrder, order.Order);
        long incarnation = ++_seat.Incarnation;
        try
        {
            OpenSlot();
        }
        catch (LaunchException refused)
        {
            LogSlotTrouble(_ports.Log, _seat.Name, refused.Message);
            if (order.Process is { } maybe && _ports.Processes.IsAlive(maybe))
            {
                // Without its place it can be neither watched nor ended; to start another beside it would be worse than to wait.
                _leftToTakeOver = order;
                _seat.WaitingReason = $"process {maybe.Pid} of an earlier node cannot be taken over yet: {refused.Message}";
                Timers.StartSingleTimer("takeover", new TakeOverAgain(order), TakeOverEvery);
                Show();
            }
            else
            {
                AnswerStopped(order.Order);
            }

            return;
        }

        _leftToTakeOver = null;
        _seat.WaitingReason = null;

        if (order.Process is not { } process || !_seat.Slot!.Adopt(process, incarnation))
        {
            _seat.Slot!.SignalTree(Signals.Kill); // what it left behind
            if (order.Process is not null)
            {
                _seat.LastExit = LastExit.From(ExitStatus.Unknown, _ports.Clock.UtcNow);
                Record(new WorkerEvent.InstanceEnded(_seat.Name.Index, ExitStatus.Unknown, "ended while no node was watching", Expected: false, 0));
                LogEndedUnseen(_ports.Log, _seat.Name, order.Process.Value.Pid);
            }

            AnswerStopped(order.Order);
            return;
        }

        MonotonicTime now = Now;
        DateTimeOffset wall = order.StartedAt ?? _ports.Clock.UtcNow;
        TimeSpan before = _ports.Clock.UtcNow - wall;
        MonotonicTime startedAt = before > TimeSpan.Zero ? now - before : now;
        _attempted = true;
        Begin(new InstanceLife(incarnation, process, startedAt, wall, now, Definition.Health), adopted: true);
        switch (order.How)
        {
            case OrphanPolicy.Stop:
                BeginEnd(order.Order, EndPurpose.Stay, "left by an earlier node (orphans = stop)");
                break;
            case OrphanPolicy.Kill:
                BeginEnd(order.Order, EndPurpose.Stay, "left by an earlier node (orphans = kill)", kill: true);
                break;
            default:
                break;
        }
    }

    private void CountAsUpWhenItIs()
    {
        if (!_ending && _life is { UpSince: null } life
            && StartRule.IsStarted(Now - life.StartedAt, life.SaidReady, life.Startup.Standing, Definition.UpAfter, Definition.Health.Notify))
        {
            CountAsUp();
        }
    }

    private void CountAsUp()
    {
        InstanceLife life = _life!;
        MonotonicTime now = Now;
        life.UpSince = now;
        life.WatchdogSeen = now;
        AskProbe(ProbeKind.Ready, Definition.Health.Probes.Ready.InitialDelay);
        AskProbe(ProbeKind.Live, Definition.Health.Probes.Live.InitialDelay);
        Judge(fresh: false);
        Rearm();
    }

    // ---- ending ------------------------------------------------------------------------------------------------------------------

    private void OnEndedByItself(ProcessExited exited)
    {
        if (_life is not { } life || exited.Incarnation != life.Incarnation)
        {
            return; // late word of an earlier process
        }

        MonotonicTime now = Now;
        Finish(exited.Status, expected: false, cause: "ended by itself");
        throw new LifeEndedException(_seat.Name.Index, EndOf(life, exited.Status, now, EndCause.Own, null));
    }

    private static LifeEnd EndOf(InstanceLife life, ExitStatus status, MonotonicTime now, EndCause cause, string? reason) => new()
    {
        Exit = status,
        Up = now - life.StartedAt,
        Healthy = life.Healthy(now),
        Started = life.UpSince is not null,
        Cause = cause,
        CauseReason = reason,
    };

    private void Finish(ExitStatus status, bool expected, string cause)
    {
        InstanceLife life = _life!;
        Timers.CancelAll();
        DateTimeOffset at = _ports.Clock.UtcNow;
        _seat.LastExit = LastExit.From(status, at);
        _seat.LastPid = life.Process.Pid;
        Record(new WorkerEvent.InstanceEnded(_seat.Name.Index, status, cause, expected, (Now - life.StartedAt).TotalSeconds));
        _life = null;
        _seat.Life = null;
        // Whatever it left running would be a second copy of parts of it; before anything else starts, that is gone.
        _seat.Slot?.SignalTree(Signals.Kill);
    }

    private void BeginEnd(long? order, EndPurpose purpose, string reason, bool kill = false)
    {
        InstanceLife life = _life!;
        if (order is { } number)
        {
            _seat.LastOrder = number;
        }

        _purpose = purpose;
        _endReason = reason;
        _ending = true;
        _stopAskedAt = Now;
        _stopDeadline = _stopAskedAt + Definition.Stop.Timeout;
        Become(Stopping);
        if (kill)
        {
            KillTree();
        }
        else if (Definition.Stop.Drain is { } drain)
        {
            long incarnation = life.Incarnation;
            LaunchSpec spec = Definition.ToLaunchSpec(drain, _seat.Name.Index, _ports.Facts);
            DrainAsync(spec)
                .PipeTo(Self, Self, result => new Drained(incarnation, result.Succeeded ? null : Trouble(result)), why => new Drained(incarnation, why.Message));
            Timers.StartSingleTimer("stop", new StopOverdue(incarnation), Definition.Stop.Timeout);
        }
        else
        {
            AskToEnd();
        }

        Show();

        // A command that cannot even be started is a drain that failed, not a reason to stay alive.
        async Task<CommandResult> DrainAsync(LaunchSpec spec) =>
            await _ports.Commands.RunAsync(spec, Definition.Stop.Timeout, CancellationToken.None).ConfigureAwait(false);

        static string Trouble(CommandResult result) => result.TimedOut ? "it did not end in time" : $"it ended with {result.Exit}";
    }

    private void OnDrained(Drained drained)
    {
        if (drained.Incarnation != _life?.Incarnation || _killed)
        {
            return;
        }

        if (drained.Trouble is { } trouble)
        {
            LogDrainFailed(_ports.Log, _seat.Name, trouble);
        }

        AskToEnd();
    }

    private void AskToEnd()
    {
        _seat.Slot!.Signal(Definition.Stop.Signal);
        TimeSpan left = _stopDeadline - Now;
        Timers.StartSingleTimer("stop", new StopOverdue(_life!.Incarnation), left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1));
    }

    private void OnStopOverdue()
    {
        if (!_killed)
        {
            LogKilled(_ports.Log, _seat.Name, Wording.Duration(Now - _stopAskedAt));
        }
        else
        {
            LogUnkillable(_ports.Log, _seat.Name, Wording.Duration(Now - _stopAskedAt));
        }

        KillTree();
        Show();
    }

    private void KillTree()
    {
        _killed = true;
        _seat.Slot!.Signal(Signals.Kill);
        _seat.Slot.SignalTree(Signals.Kill);
        Timers.StartSingleTimer("stop", new StopOverdue(_life!.Incarnation), KillAgain);
    }

    /// <summary>The node's own time is over: no drain, no grace.</summary>
    private void OnKillNow()
    {
        if (_life is null || _killed)
        {
            return;
        }

        if (_ending)
        {
            KillTree();
            Show();
        }
        else
        {
            BeginEnd(null, EndPurpose.Stay, "the node's time to stop is over", kill: true);
        }
    }

    private void OnStopWhileWaiting(Stop stop)
    {
        Timers.Cancel("launch");
        _nextStartAt = null;
        _seat.LastOrder = stop.Order;
        Become(Empty);
        AnswerStopped(stop.Order);
    }

    private void OnStopWhileStopping(Stop stop)
    {
        _seat.LastOrder = stop.Order;
        _purpose = EndPurpose.Stay;
        _endReason = stop.Reason;
    }

    /// <summary>Wanted again before it has ended: it comes back as soon as it has.</summary>
    private void OnRelaunchWhileStopping(Launch launch)
    {
        if (launch.Order > _seat.LastOrder)
        {
            _seat.LastOrder = launch.Order;
            _purpose = EndPurpose.Relaunch;
            _endReason = launch.Reason ?? _endReason;
            Forget(launch.Forget);
        }
    }

    private void OnEnded(ProcessExited exited)
    {
        if (_life is not { } life || exited.Incarnation != life.Incarnation)
        {
            return;
        }

        MonotonicTime now = Now;
        string how = _killed ? $"killed after {Wording.Duration(now - _stopAskedAt)}" : $"ended within {Wording.Duration(now - _stopAskedAt)}";
        Finish(exited.Status, expected: _purpose != EndPurpose.Fault, cause: $"{_endReason}; {how}");
        LogStopped(_ports.Log, _seat.Name, _endReason, how);
        switch (_purpose)
        {
            case EndPurpose.Stay:
                Become(Empty);
                AnswerStopped(_seat.LastOrder);
                break;
            case EndPurpose.Relaunch:
                Become(Empty);
                _launchReason = _endReason;
                StartProcess();
                break;
            default:
                throw new LifeEndedException(_seat.Name.Index, EndOf(life, exited.Status, now, EndCause.Fault, _endReason));
        }
    }

    private void AnswerStopped(long order)
    {
        _seat.LastOrder = Math.Max(_seat.LastOrder, order);
        _seat.WaitingReason = null;
        _resting = true;
        _stopped = true;
        _awaitsOrder = false;
        Show();
        Context.Parent.Tell(new Stopped(_seat.Name.Index, order));
    }

    // ---- what others see ---------------------------------------------------------------------------------------------------------

    private void Show()
    {
        Timers.Cancel("show");
        InstanceLife? life = _life;
        HealthVerdict? verdict = life?.Verdict;
        WorkerState state = life is null ? StateWithoutProcess()
            : verdict is null ? WorkerState.Starting
            : InstanceHealth.Of(_seat.Name, life.UpSince is not null, verdict).State;
        ImmutableArray<string> reasons = life is null
            ? _seat.WaitingReason is { } reason ? [reason] : []
            : verdict?.Reasons ?? [];
        Context.Parent.Tell(new Changed(_seat.Name.Index, new InstanceView(
            new InstanceStatus
            {
                Id = _seat.Name.ToString(),
                Pid = life?.Process.Pid,
                State = state,
                StartedAt = life?.StartedAtWall,
                Restarts = _seat.Restarts,
                CpuPercent = life?.Cpu is { } cpu ? Math.Round(cpu * 100, 1) : null,
                RssBytes = life?.Sample?.ResidentBytes,
                Descriptors = life?.Sample is { Descriptors: >= 0 } sample ? sample.Descriptors : null,
                Threads = life?.Sample?.Threads,
                Busy = life?.Busy,
                Progress = life?.Progress,
                Status = life?.StatusText,
                NextStartAt = _nextStartAt,
                LastExit = _seat.LastExit,
                Reasons = reasons,
            },
            _seat.Incarnation,
            Running: life is not null,
            Ready: verdict is { IsReady: true },
            Attempted: _attempted,
            GaveUp: _seat.GaveUp,
            Score: life is null ? 0 : verdict?.Score ?? 50)));
    }

    private WorkerState StateWithoutProcess()
    {
        if (_seat.GaveUp && !_stopped)
        {
            return WorkerState.Critical;
        }

        if (_resting)
        {
            return WorkerState.Stopped;
        }

        // A start that is due within a moment is one on its way; a longer wait leaves the work undone.
        return _nextStartAt is { } next && next - _ports.Clock.UtcNow > ShortWait ? WorkerState.Dead : WorkerState.Starting;
    }

    private void Current(long incarnation, Action act)
    {
        if (incarnation == _life?.Incarnation)
        {
            act();
        }
    }

    private void Record(WorkerEvent happened) => _ports.Records.Tell(new RecordKeeper.Keep(_seat.Name.Worker, happened));

    /// <summary>Carries words from the process control's thread into this actor's mailbox.</summary>
    private sealed class Observer(IActorRef self) : ISlotObserver
    {
        public void Exited(long incarnation, ExitStatus status) => self.Tell(new ProcessExited(incarnation, status), ActorRefs.NoSender);

        public void Notified(NotifyMessage message) => self.Tell(new ProcessNotified(message), ActorRefs.NoSender);
    }
}
