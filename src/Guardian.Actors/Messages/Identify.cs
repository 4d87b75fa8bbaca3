namespace Guardian.Actors;

/// <summary>Asks any actor for its reference; the runtime answers with <see cref="ActorIdentity"/>.</summary>
/// <param name="messageId">What ties the answer to the question.</param>
public sealed class Identify(object messageId) : IAutoReceivedMessage, INotInfluenceReceiveTimeout
{
    /// <summary>What ties the answer to the question.</summary>
    public object MessageId { get; } = messageId;

    /// <inheritdoc/>
    public override string ToString() => $"<Identify> MessageId: {MessageId}";
}
