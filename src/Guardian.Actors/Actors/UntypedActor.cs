namespace Guardian.Actors;

/// <summary>An actor that takes its messages as objects.</summary>
public abstract class UntypedActor : ActorBase
{
    /// <summary>The context of the actor whose turn this thread runs.</summary>
    /// <exception cref="NotSupportedException">No actor runs here.</exception>
    protected static new IUntypedActorContext Context => ActorCell.Current ?? throw NoContext();

    /// <inheritdoc/>
    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    /// <summary>Handles a message, in the first behaviour; what it cannot handle it passes to <c>Unhandled</c>.</summary>
    /// <param name="message">The message.</param>
    protected abstract void OnReceive(object message);

    /// <summary>Runs asynchronous work for the message being handled; the next message waits for its end.</summary>
    /// <param name="action">The work; it stays on the actor's turn, after each await as before.</param>
    protected void RunTask(Func<Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Cell.RunTask(action);
    }

    /// <summary>Changes the behaviour; the changed-from one is forgotten, but never the first.</summary>
    /// <param name="receive">The new behaviour.</param>
    protected void Become(UntypedReceive receive) => Cell.Become(receive);

    /// <summary>Changes the behaviour, keeping the changed-from one.</summary>
    /// <param name="receive">The new behaviour.</param>
    protected void BecomeStacked(UntypedReceive receive) => Cell.BecomeStacked(receive);
}
