namespace Guardian.Actors;

/// <summary>An actor that declares one handler per type of message, in its constructor or in the methods it becomes.</summary>
/// <remarks>Handlers are tried in the order of their declaration; the first that fits takes the message.</remarks>
public abstract class ReceiveActor : UntypedActor
{
    private HandlerTable? _declaring; // set while handlers may be declared
    private HandlerTable _first;

    /// <summary>Begins the declaration of handlers.</summary>
    protected ReceiveActor() => _declaring = _first = new HandlerTable();

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message) => Dispatch(_first, message);

    /// <summary>
    /// Changes the behaviour to the handlers that a method declares; the changed-from one is forgotten, but never the first.
    /// </summary>
    /// <param name="configure">Declares the handlers; called now.</param>
    protected void Become(Action configure) => Become(Declare(configure));

    /// <summary>Changes the behaviour to the handlers that a method declares, keeping the changed-from one.</summary>
    /// <param name="configure">Declares the handlers; called now.</param>
    protected void BecomeStacked(Action configure) => BecomeStacked(Declare(configure));

    /// <summary>Declares a handler for a type.</summary>
    /// <typeparam name="T">The type of message.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">Whether it takes a message; null for all.</param>
    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(shouldHandle is null ? new Handler.Plain<T>(handler) : new Handler.Filtered<T>(shouldHandle, handler));
    }

    /// <summary>Declares a handler for a type.</summary>
    /// <typeparam name="T">The type of message.</typeparam>
    /// <param name="shouldHandle">Whether it takes a message.</param>
    /// <param name="handler">The handler.</param>
    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Declares a handler for a type that says itself whether it took the message.</summary>
    /// <typeparam name="T">The type of message.</typeparam>
    /// <param name="handler">The handler; false passes the message on to the next.</param>
    protected void Receive<T>(Func<T, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Add(new Handler.Deciding<T>(handler));
    }

    /// <summary>Declares a handler for a type.</summary>
    /// <param name="messageType">The type of message.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">Whether it takes a message; null for all.</param>
    protected void Receive(Type messageType, Action<object> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        Receive(handler, message => messageType.IsInstanceOfType(message) && (shouldHandle is null || shouldHandle(message)));
    }

    /// <summary>Declares a handler for a type.</summary>
    /// <param name="messageType">The type of message.</param>
    /// <param name="shouldHandle">Whether it takes a message.</param>
    /// <param name="handler">The handler.</param>
    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) => Receive(messageType, handler, shouldHandle);

    /// <summary>Declares a handler for a type that says itself whether it took the message.</summary>
    /// <param name="messageType">The type of message.</param>
    /// <param name="handler">The handler; false passes the message on to the next.</param>
    protected void Receive(Type messageType, Func<object, bool> handler)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        ArgumentNullException.ThrowIfNull(handler);
        Add(new Handler.Deciding<object>(message => messageType.IsInstanceOfType(message) && handler(message)));
    }

    /// <summary>Declares a handler for all that is left; none can be declared after it.</summary>
    /// <param name="handler">The handler.</param>
    protected void ReceiveAny(Action<object> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        AddLast(new Handler.Plain<object>(handler));
    }

    /// <summary>Declares an asynchronous handler for a type; the next message waits for its end.</summary>
    /// <typeparam name="T">The type of message.</typeparam>
    /// <param name="handler">The handler; it stays on the actor's turn, after each await as before.</param>
    /// <param name="shouldHandle">Whether it takes a message; null for all.</param>
    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive(message => Cell.RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Declares an asynchronous handler for a type; the next message waits for its end.</summary>
    /// <typeparam name="T">The type of message.</typeparam>
    /// <param name="shouldHandle">Whether it takes a message.</param>
    /// <param name="handler">The handler.</param>
    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    /// <summary>Declares an asynchronous handler for a type; the next message waits for its end.</summary>
    /// <param name="messageType">The type of message.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="shouldHandle">Whether it takes a message; null for all.</param>
    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object>? shouldHandle = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Receive(messageType, message => Cell.RunTask(() => handler(message)), shouldHandle);
    }

    /// <summary>Declares an asynchronous handler for a type; the next message waits for its end.</summary>
    /// <param name="messageType">The type of message.</param>
    /// <param name="shouldHandle">Whether it takes a message.</param>
    /// <param name="handler">The handler.</param>
    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    /// <summary>Declares an asynchronous handler for all that is left; none can be declared after it.</summary>
    /// <param name="handler">The handler.</param>
    protected void ReceiveAnyAsync(Func<object, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ReceiveAny(message => Cell.RunTask(() => handler(message)));
    }

    internal override void OnCreated(SupervisorStrategy? strategyOfProps)
    {
        base.OnCreated(strategyOfProps);
        _declaring = null;
        _first.Seal();
    }

    private Receive Declare(Action configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        HandlerTable? outer = _declaring;
        HandlerTable table = new();
        _declaring = table;
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }

        table.Seal();
        return message => Dispatch(table, message);
    }

    private bool Dispatch(HandlerTable table, object message)
    {
        if (!table.TryHandle(message))
        {
            Unhandled(message);
        }

        return true;
    }

    private void Add(Handler handler) => Declaring().Add(handler);

    private void AddLast(Handler handler) => Declaring().AddLast(handler);

    private HandlerTable Declaring() => _declaring
        ?? throw new InvalidOperationException("Handlers can be declared in the constructor and in the method that Become calls only.");
}
