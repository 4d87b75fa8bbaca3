namespace Guardian.Actors;

/// <summary>The handle of one actor: it stays the same over restarts and stays safe to use after the actor has stopped.</summary>
/// <remarks>Two references are equal when they mean the same incarnation of the same path.</remarks>
public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
{
    /// <summary>Where the actor stands in the tree of its system.</summary>
    ActorPath Path { get; }
}
