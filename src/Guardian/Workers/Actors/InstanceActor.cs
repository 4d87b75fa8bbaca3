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

    private sealed record Saved(long Incarnation, string? Trouble, TimeSpan Took);

    private sealed record Restored(long Incarnation, string? Trouble, TimeSpan Took);

    private sealed record ProbeDue(ProbeKind Kind, long Incarnation);

    private sealed record ProbeAnswered(ProbeKind Kind, long Incarnation, ProbeResult Result);

    private sealed record Rotated(LogRotation? Rotation, Exception? Trouble);

    private sealed record ShowNow;

    private sealed record TakeOverAgain(TakeOver Order);

    private readonly InstanceSeat _seat;
    private readonly WorkerPorts _ports;
    private InstanceLife? _life;
    private string? _launchReason;
    private bool _attempted;
    private bool _resting;
    private bool _stopped;
    private bool _awaitsOrder = true;
    private bool _ending;
    private bool _killed;
    private DateTimeOffset? _nextStartAt;
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
        Receive<Restart>(restart => { Count(restart); Forget(restart.Forget); BeginEnd(restart.Order, EndPurpose.Relaunch, restart.Reason, restart.Style); });
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
        Receive<Saved>(OnSavedBeforeEnd);
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
        Receive<TellEvidence>(OnTellEvidence);
        Receive<Capture>(_ => OnCapture());
        Receive<SendSignal>(OnSendSignal);
        Receive<Restored>(OnRestored);
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
        Receive<Saved>(OnSavedWhileRunning);
        Receive<ProbeDue>(_ => { });
        Receive<ProbeAnswered>(_ => { });
        Receive<TakeOverAgain>(_ => { });
    }

    private Launch AsLaunch(Restart restart)
    {
        Count(restart);
        return new Launch(restart.Order, TimeSpan.Zero, restart.Reason, restart.Forget);
    }

    /// <summary>What a plan wanted is counted like what the policy decided: people ask how often it had to be started again.</summary>
    private void Count(Restart restart)
    {
        if (restart.ByRecovery)
        {
            _seat.Restarts++;
            Record(new WorkerEvent.RestartDecided(_seat.Name.Index, "recovery", 0, restart.Reason));
        }
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
