using System.Collections.Immutable;

namespace Guardian.Actors;

/// <summary>A system: the guardians, the scheduler, the dead letters.</summary>
internal sealed class ActorSystemImpl : ActorSystem
{
    private readonly ImmutableDictionary<string, int> _mailboxes;
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RootSupervisor _supervisor;
    private long _uid;
    private long _temporary;

    public ActorSystemImpl(string name, RuntimeSetup setup)
    {
        if (string.IsNullOrEmpty(name) || !char.IsAsciiLetterOrDigit(name[0])
            || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            throw new ArgumentException(
                $"[{name}] is no name for a system: letters, digits, - and _ only, beginning with a letter or digit.", nameof(name));
        }

        Name = name;
        TimeProvider = setup.TimeProvider;
        _mailboxes = setup.Mailboxes;
        RootPath = ActorPath.Root(name);
        DeadLettersRef = new DeadLetterRef(this);
        ActorScheduler = new ActorScheduler(this, TimeProvider);
        _supervisor = new RootSupervisor(this);
        RootGuardian = new LocalActorRef(this, RootPath, Props.Create(() => new RootGuardian()), _supervisor, null);
        RootGuardian.AcceptChildrenFromAnyThread();
        UserGuardian = RootGuardian.AttachChild(Props.Create(() => new GuardianActor()), "user");
        SystemGuardian = RootGuardian.AttachChild(Props.Create(() => new GuardianActor()), "system");
        RootGuardian.Start();
    }

    public override string Name { get; }

    public override EventStream EventStream { get; } = new();

    public override IScheduler Scheduler => ActorScheduler;

    public override IActorRef DeadLetters => DeadLettersRef;

    public override Task WhenTerminated => _terminated.Task;

    public TimeProvider TimeProvider { get; }

    public ActorScheduler ActorScheduler { get; }

    public ActorPath RootPath { get; }

    public DeadLetterRef DeadLettersRef { get; }

    public LocalActorRef RootGuardian { get; }

    public LocalActorRef UserGuardian { get; }

    public LocalActorRef SystemGuardian { get; }

    public override IActorRef ActorOf(Props props, string? name = null) => UserGuardian.AttachChild(props, name);

    public override ActorSelection ActorSelection(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        return new ActorSelection(RootGuardian, actorPath.ToStringWithoutAddress());
    }

    public override ActorSelection ActorSelection(string actorPath) => Actors.ActorSelection.Parse(actorPath, this, UserGuardian);

    public override void Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        InternalActorRef reference = InternalActorRef.From(actor);

        // The parent has to know that the child is on its way out, so that it waits for it when it stops or restarts itself.
        (reference.Parent as LocalActorRef)?.MarkStopping(reference);
        reference.Stop();
    }

    public override Task Terminate()
    {
        UserGuardian.Stop();
        return WhenTerminated;
    }

    public long NextUid() => Interlocked.Increment(ref _uid);

    public ActorPath NextTemporaryPath() => RootPath.Child("temp").Child($"${Interlocked.Increment(ref _temporary)}");

    public MailboxBound BoundOf(string mailbox) => _mailboxes.TryGetValue(mailbox, out int capacity)
        ? new MailboxBound(capacity)
        : throw new ConfigurationException($"The system {Name} has no mailbox named [{mailbox}]; declare it in its setup.");

    /// <summary>Publishes what did not reach its recipient.</summary>
    public void PublishDeadLetter(object message, IActorRef? sender, IActorRef recipient)
    {
        switch (message)
        {
            case Identify identify:
                sender?.Tell(new ActorIdentity(identify.MessageId, null), recipient);
                break;
            case AllDeadLetters:
                break; // its subscriber has just stopped; a dead letter about a dead letter would help nobody
            case IDeadLetterSuppression suppressed:
                if (EventStream.HasSubscribers(typeof(SuppressedDeadLetter)))
                {
                    EventStream.Publish(new SuppressedDeadLetter(suppressed, sender, recipient));
                }

                break;
            default:
                if (EventStream.HasSubscribers(typeof(DeadLetter)))
                {
                    EventStream.Publish(new DeadLetter(message, sender, recipient));
                }

                break;
        }
    }

    /// <summary>Called when the last actor has stopped.</summary>
    public void OnRootStopped()
    {
        ActorScheduler.Dispose();
        _terminated.TrySetResult();
    }
}
