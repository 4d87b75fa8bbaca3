namespace Guardian.Actors;

/// <summary>What creates actors and finds them by path: a system, or the context of an actor.</summary>
public interface IActorRefFactory
{
    /// <summary>Creates an actor below this one.</summary>
    /// <param name="props">How to make it.</param>
    /// <param name="name">Its name among its siblings, or null for a generated one.</param>
    /// <returns>The reference; messages may be sent to it at once.</returns>
    /// <exception cref="InvalidActorNameException">The name is taken or malformed.</exception>
    /// <exception cref="InvalidOperationException">The parent is stopping or stopped.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    /// <summary>Selects actors by absolute path.</summary>
    /// <param name="actorPath">The path.</param>
    /// <returns>The selection.</returns>
    ActorSelection ActorSelection(ActorPath actorPath);

    /// <summary>Selects actors by path, absolute (<c>/user/a/*</c>) or relative to this one (<c>../b</c>).</summary>
    /// <param name="actorPath">The path; <c>*</c> and <c>?</c> match within a name, <c>**</c> at the end matches everything below.</param>
    /// <returns>The selection.</returns>
    ActorSelection ActorSelection(string actorPath);
}
