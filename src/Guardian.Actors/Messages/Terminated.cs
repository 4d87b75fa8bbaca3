namespace Guardian.Actors;

/// <summary>Tells a watcher, once, that a watched actor has stopped for good.</summary>
/// <remarks>A watcher that does not handle it fails with <see cref="DeathPactException"/>.</remarks>
public sealed class Terminated : IAutoReceivedMessage, IPossiblyHarmful, IDeadLetterSuppression
{
    /// <summary>Makes the message; the runtime does so, and ignores copies made by others.</summary>
    /// <param name="actorRef">Who stopped.</param>
    /// <param name="existenceConfirmed">Whether the watch met the actor alive.</param>
    /// <param name="addressTerminated">Whether its whole node is gone; always false within one process.</param>
    public Terminated(IActorRef actorRef, bool existenceConfirmed, bool addressTerminated)
    {
        ActorRef = actorRef;
        ExistenceConfirmed = existenceConfirmed;
        AddressTerminated = addressTerminated;
    }

    /// <summary>Who stopped.</summary>
    public IActorRef ActorRef { get; }

    /// <summary>Whether the watch met the actor alive; false when it had stopped before.</summary>
    public bool ExistenceConfirmed { get; }

    /// <summary>Whether its whole node is gone; always false within one process.</summary>
    public bool AddressTerminated { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<Terminated>: {ActorRef} - ExistenceConfirmed={ExistenceConfirmed}";
}
