namespace Guardian.Actors;

/// <summary>What the runtime needs of a reference.</summary>
internal abstract class InternalActorRef : ActorRefBase
{
    public abstract ActorSystemImpl SystemImpl { get; }

    /// <summary>Whether it will never take a message again; once true it stays true.</summary>
    public abstract bool IsTerminated { get; }

    /// <summary>The reference above, or null at the top.</summary>
    public virtual InternalActorRef? Parent => null;

    public abstract void SendSystem(SystemMessage message);

    public virtual InternalActorRef? ChildByName(string name) => null;

    public virtual IReadOnlyList<InternalActorRef> ChildRefs() => [];

    public void Stop() => SendSystem(new SystemMessage.Terminate());

    /// <summary>The internals of a reference that came in through the public interface.</summary>
    public static InternalActorRef From(IActorRef reference) => reference as InternalActorRef
        ?? throw new ArgumentException($"{reference} is not a reference of this runtime.", nameof(reference));
}
