namespace Guardian.Actors;

/// <summary>Subscribing with the type as a type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>Subscribes an actor to a class or interface of events.</summary>
    /// <typeparam name="TChannel">The type.</typeparam>
    /// <param name="eventStream">The stream.</param>
    /// <param name="subscriber">Who wants them.</param>
    /// <returns>False when it was subscribed already.</returns>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    /// <summary>Ends one subscription.</summary>
    /// <typeparam name="TChannel">The type.</typeparam>
    /// <param name="eventStream">The stream.</param>
    /// <param name="subscriber">Who had it.</param>
    /// <returns>False when there was none.</returns>
    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
