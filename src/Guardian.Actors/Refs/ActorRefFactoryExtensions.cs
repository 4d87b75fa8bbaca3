namespace Guardian.Actors;

/// <summary>Shorter ways to create actors.</summary>
public static class ActorRefFactoryExtensions
{
    /// <summary>Creates an actor of a type with a constructor without parameters.</summary>
    /// <typeparam name="TActor">The actor's class.</typeparam>
    /// <param name="factory">The parent's context, or the system.</param>
    /// <param name="name">The name, or null for a generated one.</param>
    /// <returns>The reference of the new actor.</returns>
    public static IActorRef ActorOf<TActor>(this IActorRefFactory factory, string? name = null)
        where TActor : ActorBase, new() => factory.ActorOf(Props.Create<TActor>(), name);

    /// <summary>Selects actors by a path relative to a reference.</summary>
    /// <param name="factory">Any context or the system.</param>
    /// <param name="anchorRef">Where the path begins.</param>
    /// <param name="actorPath">The relative path, with wildcards.</param>
    /// <returns>The selection.</returns>
    public static ActorSelection ActorSelection(this IActorRefFactory factory, IActorRef anchorRef, string actorPath)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new ActorSelection(anchorRef, actorPath);
    }
}
