namespace Guardian.Actors.Tests.Support;

/// <summary>An actor that does what tests tell it, and reports its hooks and every other message to one reference.</summary>
public sealed class Worker : UntypedActor, IWithTimers, IWithUnboundedStash
{
    private readonly IActorRef _log;
    private readonly SupervisorStrategy? _strategy;

    public Worker(IActorRef log, SupervisorStrategy? strategy = null)
    {
        _log = log;
        _strategy = strategy;
        Report("constructor");
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    public IUntypedActorContext Ctx => Context;

    public IActorRef From => Sender;

    public IActorRef Me => Self;

    /// <summary>State of this instance, to tell it from its successor.</summary>
    public int Count { get; set; }

    public static Props Props(IActorRef log, SupervisorStrategy? strategy = null) => Actors.Props.Create(() => new Worker(log, strategy));

    public void Run(Func<Task> work) => RunTask(work);

    public void Turn(UntypedReceive behavior) => Become(behavior);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Do { Act: var act }:
                act(this);
                break;
            case Fail { Why: var why }:
                throw new InvalidOperationException(why);
            case Terminated { ActorRef.Path.Name: "unexpected" }:
                Unhandled(message);
                break;
            case Terminated { ActorRef: var who, ExistenceConfirmed: var confirmed }:
                _log.Tell(new Gone(who, confirmed)); // a Terminated itself would mean nothing to the probe
                break;
            default:
                _log.Tell(message);
                break;
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => _strategy ?? base.SupervisorStrategy();

    protected override void PreStart() => Report("PreStart");

    protected override void PostStop() => Report("PostStop");

    protected override void PreRestart(Exception reason, object? message)
    {
        Report("PreRestart");
        base.PreRestart(reason, message);
    }

    protected override void PostRestart(Exception reason)
    {
        Report("PostRestart");
        base.PostRestart(reason);
    }

    private void Report(string hook) => _log.Tell(new Hook(Self.Path.Name, hook));
}
