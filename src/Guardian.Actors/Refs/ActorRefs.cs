namespace Guardian.Actors;

/// <summary>The references that stand for nobody.</summary>
public static class ActorRefs
{
    /// <summary>A reference to an actor that does not exist; what it is told is dropped.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>The sender of a message that has none.</summary>
    public static readonly IActorRef? NoSender;
}
