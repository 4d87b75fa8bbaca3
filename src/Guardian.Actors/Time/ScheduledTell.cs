namespace Guardian.Actors;

/// <summary>A message to send later.</summary>
internal sealed class ScheduledTell(ICanTell receiver, object message, IActorRef? sender, ICancelable? cancelable, TimeSpan? interval)
    : ScheduledItem(interval)
{
    public override void Fire()
    {
        if (cancelable is { IsCancellationRequested: true })
        {
            return;
        }

        if (Interval is not null && receiver is InternalActorRef { IsTerminated: true })
        {
            Cancel(); // nobody will ever take it again
            return;
        }

        receiver.Tell(message, sender);
    }
}
