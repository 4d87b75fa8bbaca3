namespace Guardian.Actors;

/// <summary>The answer to <see cref="Identify"/>.</summary>
/// <param name="messageId">The id of the question.</param>
/// <param name="subject">The reference, or null when no actor was there.</param>
public sealed class ActorIdentity(object messageId, IActorRef? subject)
{
    /// <summary>The id of the question.</summary>
    public object MessageId { get; } = messageId;

    /// <summary>The reference, or null when no actor was there.</summary>
    public IActorRef? Subject { get; } = subject;

    /// <inheritdoc/>
    public override string ToString() => $"<ActorIdentity> MessageId: {MessageId}, Subject: {Subject}";
}
