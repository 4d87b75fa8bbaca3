namespace Guardian.Actors;

/// <summary>The reference to an actor that does not exist; what it is told is dropped.</summary>
public sealed class Nobody : ActorRefBase
{
    private Nobody()
    {
    }

    /// <summary>The only one.</summary>
    public static Nobody Instance { get; } = new();

    /// <inheritdoc/>
    public override ActorPath Path { get; } = ActorPath.Root("all-systems").Child("Nobody");

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef? sender)
    {
        // Dropping is what Nobody is for.
    }
}
