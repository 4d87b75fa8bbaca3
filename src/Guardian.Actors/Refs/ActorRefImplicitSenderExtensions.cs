namespace Guardian.Actors;

/// <summary>Sending with the current actor as the sender.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends a message; the sender is the actor whose code is running, or none outside of actors.</summary>
    /// <param name="receiver">Who gets it.</param>
    /// <param name="message">The message.</param>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.CurrentSelfOrNoSender);

    /// <summary>Sends a message on, keeping the sender of the message being handled.</summary>
    /// <param name="receiver">Who gets it.</param>
    /// <param name="message">The message.</param>
    public static void Forward(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current?.SenderOrNull);
}
