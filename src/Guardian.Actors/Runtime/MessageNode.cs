namespace Guardian.Actors;

/// <summary>A user message in a mailbox: envelope and link in one object, the only thing a Tell allocates.</summary>
internal class MessageNode(object message, IActorRef? sender)
{
    public readonly object Message = message;
    public readonly IActorRef? Sender = sender;
    public MessageNode? Next;
}

/// <summary>A message that takes one of the places of a bounded mailbox.</summary>
internal sealed class CountedMessageNode(object message, IActorRef? sender) : MessageNode(message, sender);
