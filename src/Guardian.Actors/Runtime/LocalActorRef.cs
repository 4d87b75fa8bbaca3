namespace Guardian.Actors;

/// <summary>An actor's reference, and its mailbox: the part of an actor that other threads touch.</summary>
/// <remarks>
/// Senders push onto a lock-free stack; the one thread that has the turn takes the whole stack at once and reverses it, which keeps
/// the order of each sender. The top of the stack is also the state: <see cref="Idle"/> means that nobody has the turn, and whoever
/// pushes onto it schedules one; so a Tell costs one compare-and-swap and no more. <see cref="Closed"/> means that the actor is gone.
/// A suspended actor with waiting messages is parked: its stack is not idle, so that senders do not wake it in vain, and only system
/// messages do. The turn passes between threads by compare-and-swap, which also makes the actor's state visible to the next one.
/// </remarks>
internal sealed class LocalActorRef : InternalActorRef, IThreadPoolWorkItem
{
    /// <summary>User messages per turn, so that one busy actor does not keep others from their share.</summary>
    private const int MessagesPerTurn = 100;

    private static readonly MessageNode Idle = new(string.Empty, null);
    private static readonly MessageNode Closed = new(string.Empty, null);
    private static readonly SystemMessage ClosedSystem = new SystemMessage.Terminate();

    private readonly ActorSystemImpl _system;
    private readonly ActorPath _path;
    private readonly MailboxBound? _bound;
    private MessageNode? _inbox; // any thread; starts owned, by the thread that will call Start
    private SystemMessage? _systemInbox; // any thread
    private int _parked; // 1: released while suspended; any thread
    private MessageNode? _front; // taken from the inbox, in order; only the thread that has the turn
    private ActorCell? _cell; // null once stopped, so that a kept reference keeps nothing else

    public LocalActorRef(ActorSystemImpl system, ActorPath path, Props props, InternalActorRef parent, MailboxBound? bound)
    {
        _system = system;
        _path = path;
        _bound = bound;
        _cell = new ActorCell(system, this, props, parent);
        _systemInbox = new SystemMessage.Create();
    }

    public override ActorPath Path => _path;

    public override ActorSystemImpl SystemImpl => _system;

    public override bool IsTerminated => ReferenceEquals(Volatile.Read(ref _inbox), Closed);

    public override InternalActorRef? Parent => _cell?.ParentRef;

    public MailboxBound? Bound => _bound;

    public override InternalActorRef? ChildByName(string name) => _cell?.FindChild(name);

    public override IReadOnlyList<InternalActorRef> ChildRefs() => _cell?.ChildRefs() ?? [];

    /// <summary>Gives the new actor its first turn.</summary>
    public void Start() => Schedule();

    /// <summary>Prepares for children that are created from any thread.</summary>
    public void AcceptChildrenFromAnyThread() => _cell!.PrepareChildren();

    /// <summary>Creates a child; for the guardians, from any thread.</summary>
    public LocalActorRef AttachChild(Props props, string? name) => _cell is { } cell
        ? cell.AttachChild(props, name)
        : throw new InvalidOperationException($"{_path} has stopped and cannot have new children.");

    protected override void TellInternal(object message, IActorRef? sender)
    {
        if (_bound is null)
        {
            Push(new MessageNode(message, sender));
        }
        else if (message is PoisonPill)
        {
            Push(new MessageNode(message, sender)); // an order to stop must not be lost to the crowd that makes it necessary
        }
        else if (_bound.TryEnter())
        {
            Push(new CountedMessageNode(message, sender));
        }
        else
        {
            _system.PublishDeadLetter(message, sender, this);
        }
    }

    /// <summary>Queues what the runtime itself has for the actor; it finds a place in any mailbox.</summary>
    public void TellFromRuntime(object message, IActorRef? sender) => Push(new MessageNode(message, sender));

    /// <summary>Queues a timer; whether it still counts is judged on delivery.</summary>
    public void TellTimer(TimerScheduler.Timer timer) => Push(new MessageNode(timer, null));

    /// <summary>Notes that a child was asked to stop; from any thread.</summary>
    public void MarkStopping(InternalActorRef child) => _cell?.MarkStopping(child);

    public override void SendSystem(SystemMessage message)
    {
        SystemMessage? top = Volatile.Read(ref _systemInbox);
        while (true)
        {
            if (ReferenceEquals(top, ClosedSystem))
            {
                OnSystemMessageAfterDeath(message);
                return;
            }

            message.Next = top;
            SystemMessage? seen = Interlocked.CompareExchange(ref _systemInbox, message, top);
            if (ReferenceEquals(seen, top))
            {
                break;
            }

            top = seen;
        }

        // The swap above is a full fence: either the thread that has the turn sees the message before it lets go, or this one sees it gone.
        if (ReferenceEquals(_inbox, Idle))
        {
            if (ReferenceEquals(Interlocked.CompareExchange(ref _inbox, null, Idle), Idle))
            {
                ScheduleNext();
            }
        }
        else if (_parked == 1 && Interlocked.Exchange(ref _parked, 0) == 1)
        {
            ScheduleNext();
        }
    }

    /// <summary>One turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        ActorCell cell = _cell!;
        ActorCell.Current = cell;
        try
        {
            TakeTurn(cell);
        }
        finally
        {
            ActorCell.Current = null;
        }
    }

    /// <summary>Puts messages before all that wait; only on the actor's turn.</summary>
    public void Prepend(MessageNode first, MessageNode last)
    {
        last.Next = _front;
        _front = first;
    }

    /// <summary>Ends the mailbox: what waits and what comes later become dead letters. Only on the actor's turn.</summary>
    public SystemMessage? Close()
    {
        _cell = null;
        SystemMessage? rest = SystemMessage.Reverse(Interlocked.Exchange(ref _systemInbox, ClosedSystem));
        MessageNode? late = Reverse(Interlocked.Exchange(ref _inbox, Closed));
        MessageNode? early = _front;
        _front = null;
        Bury(early);
        Bury(late);
        return rest;
    }

    /// <summary>Answers for an actor that is gone.</summary>
    public void OnSystemMessageAfterDeath(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Watch watch:
                watch.Watcher.SendSystem(new SystemMessage.Death(this, existenceConfirmed: false));
                break;
            case SystemMessage.Continuation rest:
                rest.Origin.RunDetached(rest);
                break;
            case SystemMessage.HandlerDone done:
                done.Origin.ReportDetached(done.Task);
                break;
            default:
                break; // orders to an actor that has carried out the last one
        }
    }

    private void Push(MessageNode node)
    {
        MessageNode? top = Volatile.Read(ref _inbox);
        while (true)
        {
            if (ReferenceEquals(top, Closed))
            {
                Bury(node);
                return;
            }

            node.Next = ReferenceEquals(top, Idle) ? null : top;
            MessageNode? seen = Interlocked.CompareExchange(ref _inbox, node, top);
            if (ReferenceEquals(seen, top))
            {
                break;
            }

            top = seen;
        }

        if (ReferenceEquals(top, Idle))
        {
            Schedule();
        }
    }

    // The common queue: measured, a thread's own one is no faster here, and it is served last in, first out and before the common one,
    // so that two actors in conversation on each thread would keep all others waiting for ever.
    private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    // The runtime's own messages (failures, restarts, stops) are rare and somebody waits for them: they go on on this thread, without
    // the time it takes to wake another.
    private void ScheduleNext() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    private void TakeTurn(ActorCell cell)
    {
        int left = MessagesPerTurn;
        while (true)
        {
            if (Volatile.Read(ref _systemInbox) is not null)
            {
                SystemMessage? received = SystemMessage.Reverse(Interlocked.Exchange(ref _systemInbox, null));
                if (!cell.HandleSystem(received))
                {
                    return; // stopped and closed
                }
            }
            else if (cell.IsSuspended)
            {
                if (TryPark())
                {
                    return;
                }
            }
            else if ((_front ??= Reverse(Interlocked.Exchange(ref _inbox, null))) is null)
            {
                if (TryRelease())
                {
                    return;
                }
            }
            else if (left > 0)
            {
                left = HandleMessages(cell, left);
            }
            else
            {
                Schedule(); // at the end of the queue: everybody else comes first now
                return;
            }
        }
    }

    /// <summary>Handles what was taken from the inbox, until something else has precedence.</summary>
    /// <returns>How many more messages the turn may take.</returns>
    private int HandleMessages(ActorCell cell, int left)
    {
        // The rest is held in a local: writing it to the field for each message costs a write barrier.
        MessageNode? node = _front;
        _front = null;
        while (node is not null && left > 0 && Volatile.Read(ref _systemInbox) is null && !cell.IsSuspended)
        {
            MessageNode? next = node.Next;
            node.Next = null; // a stashed message must not keep those after it
            if (_bound is not null && node is CountedMessageNode)
            {
                _bound.Leave();
            }

            cell.Invoke(node);
            left--;
            if (_front is not null)
            {
                next = Join(_front, next); // unstashed by this message: before all others
                _front = null;
            }

            node = next;
        }

        _front = node;
        return left;
    }

    private static MessageNode Join(MessageNode first, MessageNode? then)
    {
        MessageNode last = first;
        while (last.Next is not null)
        {
            last = last.Next;
        }

        last.Next = then;
        return first;
    }

    /// <summary>Gives the turn up when nothing waits.</summary>
    private bool TryRelease()
    {
        if (Interlocked.CompareExchange(ref _inbox, Idle, null) is not null)
        {
            return false; // a message came in
        }

        // A system message may have come between the last look and the release; then its sender saw the turn taken.
        return Volatile.Read(ref _systemInbox) is null || !ReferenceEquals(Interlocked.CompareExchange(ref _inbox, null, Idle), Idle);
    }

    /// <summary>Gives the turn up until the next system message.</summary>
    private bool TryPark()
    {
        Interlocked.Exchange(ref _parked, 1);
        return Volatile.Read(ref _systemInbox) is null || Interlocked.Exchange(ref _parked, 0) == 0;
    }

    private void Bury(MessageNode? nodes)
    {
        for (MessageNode? node = nodes; node is not null; node = node.Next)
        {
            if (node.Message is not (TimerScheduler.Timer or ReceiveTimeoutTimer))
            {
                _system.PublishDeadLetter(node.Message, node.Sender, this); // timers die with their actor, unheard
            }
        }
    }

    private static MessageNode? Reverse(MessageNode? stack)
    {
        if (stack?.Next is null)
        {
            return stack;
        }

        MessageNode? queue = null;
        while (stack is not null)
        {
            (stack.Next, queue, stack) = (queue, stack, stack.Next);
        }

        return queue;
    }
}
