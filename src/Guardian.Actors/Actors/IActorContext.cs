namespace Guardian.Actors;

/// <summary>What the runtime offers to an actor. To be used on the actor's own turn only.</summary>
public interface IActorContext : IActorRefFactory, ICanWatch
{
    /// <summary>The actor itself.</summary>
    IActorRef Self { get; }

    /// <summary>The props that the actor was made of.</summary>
    Props Props { get; }

    /// <summary>The sender of the message being handled; the dead letters when there is none.</summary>
    IActorRef Sender { get; }

    /// <summary>The system.</summary>
    ActorSystem System { get; }

    /// <summary>The supervisor.</summary>
    IActorRef Parent { get; }

    /// <summary>The time set by <see cref="SetReceiveTimeout"/>, or null.</summary>
    TimeSpan? ReceiveTimeout { get; }

    /// <summary>Changes the behaviour; the changed-from one is forgotten, but never the first.</summary>
    /// <param name="receive">The new behaviour.</param>
    void Become(Receive receive);

    /// <summary>Changes the behaviour, keeping the changed-from one for <see cref="UnbecomeStacked"/>.</summary>
    /// <param name="receive">The new behaviour.</param>
    void BecomeStacked(Receive receive);

    /// <summary>Goes back to the behaviour before the last <see cref="BecomeStacked"/>.</summary>
    void UnbecomeStacked();

    /// <summary>The child of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The child, or <see cref="ActorRefs.Nobody"/>.</returns>
    IActorRef Child(string name);

    /// <summary>All children, as they are now.</summary>
    /// <returns>The children.</returns>
    IEnumerable<IActorRef> GetChildren();

    /// <summary>Asks for <see cref="Actors.ReceiveTimeout"/> whenever nothing was received for a time.</summary>
    /// <remarks>The time counts from the receipt of the last message, or from the end of its handler when that was asynchronous.</remarks>
    /// <param name="timeout">The time, longer than zero; null ends it.</param>
    void SetReceiveTimeout(TimeSpan? timeout);

    /// <summary>
    /// Stops a child, or the actor itself, after the message it is handling; what waits in its mailbox becomes dead letters.
    /// </summary>
    /// <param name="child">Whom to stop.</param>
    void Stop(IActorRef child);
}
