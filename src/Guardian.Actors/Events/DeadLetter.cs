namespace Guardian.Actors;

/// <summary>A message that did not reach its recipient, because that had stopped, never was, or had a full mailbox.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">Who sent it, or null.</param>
/// <param name="recipient">Whom it was for.</param>
public sealed class DeadLetter(object message, IActorRef? sender, IActorRef recipient) : AllDeadLetters(message, sender, recipient);
