namespace Guardian.Actors.TestKit;

/// <summary>A message that a test actor received, with its sender.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">The sender.</param>
public sealed class MessageEnvelope(object message, IActorRef sender)
{
    /// <summary>The message.</summary>
    public object Message { get; } = message;

    /// <summary>The sender; the dead letters when there was none.</summary>
    public IActorRef Sender { get; } = sender;
}
