namespace Guardian.Actors;

/// <summary>An actor: state that is touched by one message at a time.</summary>
/// <remarks>
/// Order of the hooks: constructor, <see cref="PreStart"/>, messages, <see cref="PostStop"/>. On a restart: <see cref="PreRestart"/> on
/// the failed instance (stops the children and calls <see cref="PostStop"/>), wait for the children's end, constructor of the new
/// instance, <see cref="PostRestart"/> (calls <see cref="PreStart"/>).
/// </remarks>
public abstract class ActorBase
{
    private readonly ActorCell _cell;
    private SupervisorStrategy? _strategy;

    /// <summary>Called by the runtime, by way of props.</summary>
    /// <exception cref="ActorInitializationException">The actor is made by <c>new</c> outside of props.</exception>
    protected ActorBase()
    {
        _cell = ActorCell.Current ?? throw new ActorInitializationException(
            $"An actor cannot be made by new {GetType().Name}(); create it by ActorOf with props.");
        _cell.Become(Receive);
    }

    /// <summary>The context of the actor whose turn this thread runs.</summary>
    /// <exception cref="NotSupportedException">No actor runs here; as after an await with ConfigureAwait(false).</exception>
    protected static IActorContext Context => ActorCell.Current ?? throw NoContext();

    /// <summary>A behaviour that handles nothing.</summary>
    protected static Receive EmptyReceive { get; } = static _ => false;

    /// <summary>The actor's own reference; good on any thread.</summary>
    protected IActorRef Self => _cell.Self;

    /// <summary>The sender of the message being handled; the dead letters when there is none.</summary>
    /// <exception cref="NotSupportedException">The actor does not run on this thread.</exception>
    protected IActorRef Sender => ReferenceEquals(ActorCell.Current, _cell) ? _cell.Sender : throw NoContext();

    /// <summary>The strategy in force; asked for once per instance.</summary>
    internal SupervisorStrategy Strategy => _strategy ??= SupervisorStrategy() ?? Actors.SupervisorStrategy.DefaultStrategy;

    internal ActorCell Cell => _cell;

    /// <summary>The runtime's way to call <see cref="PreStart"/>.</summary>
    public virtual void AroundPreStart() => PreStart();

    /// <summary>The runtime's way to call <see cref="PostStop"/>.</summary>
    public virtual void AroundPostStop() => PostStop();

    /// <summary>The runtime's way to call <see cref="PreRestart"/>.</summary>
    /// <param name="cause">Why the actor is restarted.</param>
    /// <param name="message">The message it failed on, or null.</param>
    public virtual void AroundPreRestart(Exception cause, object? message) => PreRestart(cause, message);

    /// <summary>The runtime's way to call <see cref="PostRestart"/>.</summary>
    /// <param name="cause">Why the actor is restarted.</param>
    /// <param name="message">Not used; there for Akka.NET's signature.</param>
    public virtual void AroundPostRestart(Exception cause, object? message) => PostRestart(cause);

    internal virtual void OnCreated(SupervisorStrategy? strategyOfProps) => _strategy = strategyOfProps;

    internal void Deliver(Receive behavior, object message) => AroundReceive(behavior, message);

    private protected static NotSupportedException NoContext() => new(
        "There is no actor context here. Is this code running after an await with ConfigureAwait(false), or in a task of its own?");

    /// <summary>Handles a message, in the first behaviour.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False when it was not handled.</returns>
    protected abstract bool Receive(object message);

    /// <summary>The runtime's way to call a behaviour.</summary>
    /// <param name="receive">The behaviour.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether it was handled.</returns>
    protected virtual bool AroundReceive(Receive receive, object message)
    {
        ArgumentNullException.ThrowIfNull(receive);
        bool handled = receive(message);
        if (!handled)
        {
            Unhandled(message);
        }

        return handled;
    }

    /// <summary>
    /// Called for a message without a handler: publishes <see cref="UnhandledMessage"/>, and fails on <see cref="Terminated"/>.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <exception cref="DeathPactException">The message is <see cref="Terminated"/>.</exception>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated)
        {
            throw new DeathPactException(terminated.ActorRef);
        }

        EventStream events = _cell.SystemImpl.EventStream;
        if (events.HasSubscribers(typeof(UnhandledMessage)))
        {
            events.Publish(new UnhandledMessage(message, Sender, Self));
        }
    }

    /// <summary>Changes the behaviour; the changed-from one is forgotten, but never the first.</summary>
    /// <param name="receive">The new behaviour.</param>
    protected void Become(Receive receive) => _cell.Become(receive);

    /// <summary>Changes the behaviour, keeping the changed-from one for <see cref="UnbecomeStacked"/>.</summary>
    /// <param name="receive">The new behaviour.</param>
    protected void BecomeStacked(Receive receive) => _cell.BecomeStacked(receive);

    /// <summary>Goes back to the behaviour before the last stacked one.</summary>
    protected void UnbecomeStacked() => _cell.UnbecomeStacked();

    /// <summary>Asks for <see cref="ReceiveTimeout"/> whenever nothing was received for a time.</summary>
    /// <param name="timeout">The time, longer than zero; null ends it.</param>
    protected void SetReceiveTimeout(TimeSpan? timeout) => _cell.SetReceiveTimeout(timeout);

    /// <summary>What to do when a child fails. Asked for once per instance; props with a strategy have precedence.</summary>
    /// <returns>The strategy.</returns>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actors.SupervisorStrategy.DefaultStrategy;

    /// <summary>Called before the first message.</summary>
    protected virtual void PreStart()
    {
    }

    /// <summary>Called after the last message of an instance, when it stops or, by default, is restarted.</summary>
    protected virtual void PostStop()
    {
    }

    /// <summary>
    /// Called on the failed instance before a restart; by default unwatches and stops the children and calls <see cref="PostStop"/>.
    /// </summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">The message it failed on, or null.</param>
    protected virtual void PreRestart(Exception reason, object? message)
    {
        foreach (InternalActorRef child in _cell.ChildRefs())
        {
            _cell.Unwatch(child);
            _cell.Stop(child);
        }

        PostStop();
    }

    /// <summary>Called on the new instance after a restart; by default calls <see cref="PreStart"/>.</summary>
    /// <param name="reason">Why.</param>
    protected virtual void PostRestart(Exception reason) => PreStart();
}
