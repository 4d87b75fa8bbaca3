namespace Guardian.Actors;

/// <summary>A message marked <see cref="IDeadLetterSuppression"/> that did not reach its recipient: no reason to be alarmed.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">Who sent it, or null.</param>
/// <param name="recipient">Whom it was for.</param>
public sealed class SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef? sender, IActorRef recipient)
    : AllDeadLetters(message, sender, recipient);
