namespace Guardian.Actors;

/// <summary>Questions about references.</summary>
public static class ActorRefExtensions
{
    /// <summary>Whether the reference is null or stands for an actor that does not exist.</summary>
    /// <param name="actorRef">The reference to ask about.</param>
    /// <returns>True for null and <see cref="ActorRefs.Nobody"/>.</returns>
    public static bool IsNobody(this IActorRef? actorRef) => actorRef is null or Nobody;

    /// <summary>The reference, or another one when it stands for nobody.</summary>
    /// <param name="actorRef">The reference to prefer.</param>
    /// <param name="elseValue">Gives the replacement.</param>
    /// <returns>A reference.</returns>
    public static IActorRef GetOrElse(this IActorRef? actorRef, Func<IActorRef> elseValue)
    {
        ArgumentNullException.ThrowIfNull(elseValue);
        return actorRef is null or Nobody ? elseValue() : actorRef;
    }
}
