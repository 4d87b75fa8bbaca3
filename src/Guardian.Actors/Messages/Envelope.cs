namespace Guardian.Actors;

/// <summary>A message with its sender, as a stash keeps it.</summary>
#pragma warning disable CA1815 // Akka.NET's envelope has no equality of its own either
public readonly struct Envelope
#pragma warning restore CA1815 // end of the header
{
    /// <summary>Puts a message and its sender together.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">The sender, or null.</param>
    public Envelope(object message, IActorRef? sender)
    {
        Message = message;
        Sender = sender;
    }

    /// <summary>The message.</summary>
    public object Message { get; }

    /// <summary>The sender, or null.</summary>
    public IActorRef? Sender { get; }

    /// <inheritdoc/>
    public override string ToString() => $"<{Message}> from {Sender?.ToString() ?? "NoSender"}";
}
