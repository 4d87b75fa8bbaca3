namespace Guardian.Actors;

/// <summary>Stands above the root guardian: ends the system when that has stopped, and stops it when it fails.</summary>
internal sealed class RootSupervisor(ActorSystemImpl system) : InternalActorRef
{
    public override ActorPath Path { get; } = system.RootPath.Child("above");

    public override ActorSystemImpl SystemImpl => system;

    public override bool IsTerminated => false;

    public override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Failed failed:
                system.EventStream.Publish(new Error(
                    failed.Cause,
                    failed.Child.Path.ToString(),
                    typeof(RootSupervisor),
                    $"The root guardian failed; the system stops: {failed.Cause.Message}"));
                failed.Child.Stop();
                break;
            case SystemMessage.Death:
                system.OnRootStopped();
                break;
            default:
                break; // nothing else is sent to what has no parent
        }
    }

    protected override void TellInternal(object message, IActorRef? sender) => system.PublishDeadLetter(message, sender, this);
}
