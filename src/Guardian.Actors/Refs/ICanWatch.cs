namespace Guardian.Actors;

/// <summary>Being told when another actor has stopped.</summary>
public interface ICanWatch
{
    /// <summary>Asks for one <see cref="Terminated"/> when the subject has stopped for good; also when it has stopped already.</summary>
    /// <param name="subject">The actor to watch.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="InvalidOperationException">The subject is watched already with a message of its own.</exception>
    IActorRef Watch(IActorRef subject);

    /// <summary>As <see cref="Watch"/>, with a message of one's own in the place of <see cref="Terminated"/>.</summary>
    /// <param name="subject">The actor to watch.</param>
    /// <param name="message">What to receive when it has stopped.</param>
    /// <returns>The subject.</returns>
    /// <exception cref="InvalidOperationException">
    /// The subject is watched already, with <see cref="Terminated"/> or another message.
    /// </exception>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Stops watching; a <see cref="Terminated"/> that is queued already is not delivered any more.</summary>
    /// <param name="subject">The actor that was watched.</param>
    /// <returns>The subject.</returns>
    IActorRef Unwatch(IActorRef subject);
}
