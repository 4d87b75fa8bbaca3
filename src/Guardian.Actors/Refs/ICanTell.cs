namespace Guardian.Actors;

/// <summary>Something that takes messages: an actor reference or a selection of actors.</summary>
public interface ICanTell
{
    /// <summary>Sends a message and returns at once; delivery is at most once, in order per sender.</summary>
    /// <param name="message">The message; must not be null and should be immutable.</param>
    /// <param name="sender">The reference a reply goes to, or null for none.</param>
    void Tell(object message, IActorRef? sender);
}
