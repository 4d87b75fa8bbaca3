namespace Guardian.Actors;

/// <summary>Asking: sending a message and awaiting the answer.</summary>
public static class Futures
{
    /// <summary>Asks, and awaits an answer of any type.</summary>
    /// <param name="self">Whom to ask.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <returns>The answer; fails with <see cref="AskTimeoutException"/>, or with the cause of a <see cref="Status.Failure"/>.</returns>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<object>(message, timeout, CancellationToken.None);

    /// <summary>Asks, and awaits an answer of any type.</summary>
    /// <param name="self">Whom to ask.</param>
    /// <param name="message">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    public static Task<object> Ask(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<object>(message, null, cancellationToken);

    /// <summary>Asks, and awaits an answer of any type.</summary>
    /// <param name="self">Whom to ask.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    public static Task<object> Ask(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken) =>
        self.Ask<object>(message, timeout, cancellationToken);

    /// <summary>Asks, and awaits an answer of one type.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="self">Whom to ask.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <returns>
    /// The answer; fails with <see cref="AskTimeoutException"/>, with the cause of a <see cref="Status.Failure"/>, or with an <see
    /// cref="ArgumentException"/> when it is of another type.
    /// </returns>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) =>
        self.Ask<T>(message, timeout, CancellationToken.None);

    /// <summary>Asks, and awaits an answer of one type.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="self">Whom to ask.</param>
    /// <param name="message">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
        self.Ask<T>(message, null, cancellationToken);

    /// <summary>Asks, and awaits an answer of one type.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="self">Whom to ask.</param>
    /// <param name="message">The question.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        FutureActorRef<T> future = Begin<T>(self, timeout, cancellationToken);
        self.Tell(message, future);
        return future.Task;
    }

    /// <summary>Asks with a question that needs to carry the reference of the one who asks.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="self">Whom to ask.</param>
    /// <param name="messageFactory">Makes the question.</param>
    /// <param name="timeout">How long to wait; null for as long as it takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer.</returns>
    public static Task<T> Ask<T>(this ICanTell self, Func<IActorRef, object> messageFactory, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messageFactory);
        FutureActorRef<T> future = Begin<T>(self, timeout, cancellationToken);
        self.Tell(messageFactory(future), future);
        return future.Task;
    }

    private static FutureActorRef<T> Begin<T>(ICanTell self, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ActorSystemImpl system = self switch
        {
            InternalActorRef reference => reference.SystemImpl,
            ActorSelection selection => selection.SystemImpl,
            _ => throw new ArgumentException($"{self} cannot be asked: it belongs to no system.", nameof(self)),
        };

        FutureActorRef<T> future = new(system);
        future.Start(self, timeout, cancellationToken);
        return future;
    }
}
