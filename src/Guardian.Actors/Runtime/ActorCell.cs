namespace Guardian.Actors;

/// <summary>
/// The inside of one actor: its instance, behaviour, children, watches. Touched on the actor's turn only, but for lookups of children.
/// </summary>
internal sealed partial class ActorCell : IUntypedActorContext
{
    /// <summary>The actor whose turn the current thread runs.</summary>
    [ThreadStatic]
    internal static ActorCell? Current;

    /// <summary>Who sends when no actor does: the test actor, on the thread of a test.</summary>
    [ThreadStatic]
    internal static IActorRef? AmbientSender;

    private readonly ActorSystemImpl _system;
    private readonly LocalActorRef _self;
    private readonly InternalActorRef _parent;
    private readonly Props _props;
    private ActorBase? _actor;
    private Receive? _behavior;
    private Stack<Receive>? _behaviorsBelow;
    private MessageNode? _current; // the message being handled; kept after a failure, for PreRestart
    private TimerScheduler? _timers;
    private ActorStash? _stash;
    private ReceiveTimeoutTimer? _receiveTimeout;
    private int _incarnation;

    public ActorCell(ActorSystemImpl system, LocalActorRef self, Props props, InternalActorRef parent)
    {
        _system = system;
        _self = self;
        _props = props;
        _parent = parent;
    }

    internal static IActorRef? CurrentSelfOrNoSender => Current is { } cell ? cell._self : AmbientSender;

    public Props Props => _props;

    public IActorRef Self => _self;

    public IActorRef Parent => _parent;

    public ActorSystem System => _system;

    public IActorRef Sender => _current?.Sender ?? _system.DeadLetters;

    public TimeSpan? ReceiveTimeout => _receiveTimeout?.Timeout;

    internal IActorRef? SenderOrNull => _current?.Sender;

    internal LocalActorRef SelfRef => _self;

    internal InternalActorRef ParentRef => _parent;

    internal ActorSystemImpl SystemImpl => _system;

    internal Type ActorType => _props.Type;

    internal MessageNode? CurrentNode => _current;

    internal int Incarnation => _incarnation;

    /// <summary>Whether user messages have to wait.</summary>
    internal bool IsSuspended => _suspensions > 0 || _handler is not null;

    public IActorRef ActorOf(Props props, string? name = null) => AttachChild(props, name);

    public ActorSelection ActorSelection(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        return new ActorSelection(_system.RootGuardian, actorPath.ToStringWithoutAddress());
    }

    public ActorSelection ActorSelection(string actorPath) => Actors.ActorSelection.Parse(actorPath, _system, _self);

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        if (_behavior is not null && _behaviorsBelow is null or { Count: 0 })
        {
            BecomeStacked(receive); // the first behaviour always stays at the bottom
            return;
        }

        _behavior = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        if (_behavior is not null)
        {
            (_behaviorsBelow ??= new()).Push(_behavior);
        }

        _behavior = receive;
    }

    public void Become(UntypedReceive receive) => Become(Wrap(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(Wrap(receive));

    public void UnbecomeStacked()
    {
        if (_behaviorsBelow is { Count: > 0 })
        {
            _behavior = _behaviorsBelow.Pop();
        }
    }

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        _receiveTimeout?.Cancel();
        _receiveTimeout = null;
        if (timeout is { } span)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(span, TimeSpan.Zero);
            _receiveTimeout = new ReceiveTimeoutTimer(this, span);
            _receiveTimeout.Start();
        }
    }

    /// <summary>Handles one user message; what it throws goes to the supervisor.</summary>
    internal void Invoke(MessageNode node)
    {
        _current = node;
        try
        {
            if (node.Message is IAutoReceivedMessage)
            {
                AutoReceive(node);
            }
            else
            {
                NoteActivity(node.Message);
                _actor!.Deliver(_behavior!, node.Message);
            }

            _current = null;
        }
        catch (Exception failure)
        {
            // Whatever the actor throws is the supervisor's to judge; _current stays for PreRestart.
            HandleInvokeFailure(failure);
        }
    }

    private void NoteActivity(object message)
    {
        if (_receiveTimeout is not null && message is not (INotInfluenceReceiveTimeout or Actors.ReceiveTimeout))
        {
            _receiveTimeout.Touch();
        }
    }

    private void AutoReceive(MessageNode node)
    {
        switch (node.Message)
        {
            case TimerScheduler.Timer timer:
                if (timer.TakeMessage(_timers) is { } due)
                {
                    Substitute(due, node.Sender);
                }

                break;
            case ReceiveTimeoutTimer timeout:
                if (ReferenceEquals(timeout, _receiveTimeout) && timeout.IsDue())
                {
                    Substitute(Actors.ReceiveTimeout.Instance, null);
                }

                break;
            case Terminated terminated:
                if (_watches is not null && _watches.TakeQueued(terminated.ActorRef, out object? message))
                {
                    Substitute(message ?? terminated, node.Sender);
                }

                break;
            case PoisonPill:
                _self.Stop();
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, _self), _self);
                break;
            default:
                NoteActivity(node.Message);
                _actor!.Deliver(_behavior!, node.Message); // a message of the application that carries the mark
                break;
        }
    }

    /// <summary>Delivers what an internal message stands for.</summary>
    private void Substitute(object message, IActorRef? sender)
    {
        _current = new MessageNode(message, sender);
        NoteActivity(message);
        _actor!.Deliver(_behavior!, message);
    }

    /// <summary>Makes the next incarnation. The constructor runs with this cell as its context.</summary>
    private ActorBase NewActor()
    {
        _incarnation++;
        _behavior = null;
        _behaviorsBelow = null;
        ActorBase actor = _props.NewActor();
        if (_behavior is null)
        {
            throw new IllegalActorStateException($"The actor of {_self} was not made by its props.");
        }

        if (actor is IWithTimers withTimers)
        {
            _timers = new TimerScheduler(this);
            withTimers.Timers = _timers;
        }

        if (actor is IActorStash withStash)
        {
            _stash = new ActorStash(this);
            withStash.Stash = _stash;
        }

        actor.OnCreated(_props.SupervisorStrategy);
        return actor;
    }

    /// <summary>Ends what belongs to the incarnation: its timers, its receive timeout, its asynchronous handler, its stash.</summary>
    private void ClearActor()
    {
        _timers?.CancelAll();
        _timers = null;
        SetReceiveTimeout(null);
        _handler = null;
        _stash?.UnstashAll(); // back to the mailbox, for the next incarnation or the dead letters
        _stash = null;
        _actor = null;
        _behavior = null;
        _behaviorsBelow = null;
        _current = null;
        _incarnation++;
    }

    private void Publish(LogEvent happened) => _system.EventStream.Publish(happened);

    private void PublishError(Exception cause, string message) => Publish(new Error(cause, _self.Path.ToString(), ActorType, message));

    private static Receive Wrap(UntypedReceive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return message =>
        {
            receive(message);
            return true;
        };
    }
}
