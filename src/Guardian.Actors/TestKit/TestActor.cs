using System.Collections.Concurrent;

namespace Guardian.Actors.TestKit;

/// <summary>Puts what it receives into the queue that a test takes from.</summary>
internal sealed class TestActor(BlockingCollection<MessageEnvelope> queue) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchOrder order:
                Context.Watch(order.Subject);
                order.Done.SetResult();
                break;
            case UnwatchOrder order:
                Context.Unwatch(order.Subject);
                order.Done.SetResult();
                break;
            default:
                queue.Add(new MessageEnvelope(message, Sender));
                break;
        }
    }

    /// <summary>Tells the actor to watch, and the test when it does.</summary>
    internal sealed record WatchOrder(IActorRef Subject, TaskCompletionSource Done);

    /// <summary>Tells the actor to stop watching, and the test when it has.</summary>
    internal sealed record UnwatchOrder(IActorRef Subject, TaskCompletionSource Done);
}
