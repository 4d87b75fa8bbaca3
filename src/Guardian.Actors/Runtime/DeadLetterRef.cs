namespace Guardian.Actors;

/// <summary>Takes what reaches nobody.</summary>
internal sealed class DeadLetterRef(ActorSystemImpl system) : InternalActorRef
{
    public override ActorPath Path { get; } = system.RootPath.Child("deadLetters");

    public override ActorSystemImpl SystemImpl => system;

    public override bool IsTerminated => false;

    public override void SendSystem(SystemMessage message)
    {
        if (message is SystemMessage.Watch watch)
        {
            watch.Watcher.SendSystem(new SystemMessage.Death(this, existenceConfirmed: false));
        }
    }

    protected override void TellInternal(object message, IActorRef? sender) => system.PublishDeadLetter(message, sender, this);
}
