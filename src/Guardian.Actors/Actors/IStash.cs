namespace Guardian.Actors;

/// <summary>Messages put aside for later. To be used on the actor's own turn only.</summary>
/// <remarks>On a restart the stash goes back to the front of the mailbox, in order; on a stop its messages become dead letters.</remarks>
public interface IStash
{
    /// <summary>Messages it can hold; -1 without a limit.</summary>
    int Capacity { get; }

    /// <summary>Messages it holds.</summary>
    int Count { get; }

    /// <summary>Whether it holds none.</summary>
    bool IsEmpty { get; }

    /// <summary>Whether it holds any.</summary>
    bool NonEmpty { get; }

    /// <summary>Whether it can hold no more.</summary>
    bool IsFull { get; }

    /// <summary>Puts the message being handled aside.</summary>
    /// <exception cref="IllegalActorStateException">The message is in the stash already.</exception>
    /// <exception cref="StashOverflowException">The stash is full.</exception>
    void Stash();

    /// <summary>Puts the oldest message back to the front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all messages back to the front of the mailbox, in order.</summary>
    void UnstashAll();

    /// <summary>Puts some messages back to the front of the mailbox, in order, and drops the others.</summary>
    /// <param name="predicate">Which.</param>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Empties the stash.</summary>
    /// <returns>What it held.</returns>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages into the stash, before those that it holds.</summary>
    /// <param name="envelopes">The messages.</param>
    void Prepend(IEnumerable<Envelope> envelopes);
}
