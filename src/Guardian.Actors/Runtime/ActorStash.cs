namespace Guardian.Actors;

/// <summary>The stash of one incarnation.</summary>
internal sealed class ActorStash(ActorCell cell) : IStash
{
    private Queue<MessageNode>? _stashed; // most stashes are empty most of the time

    public int Capacity => cell.SelfRef.Bound?.Capacity ?? -1;

    public int Count => _stashed?.Count ?? 0;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => Count > 0;

    public bool IsFull => Capacity >= 0 && Count >= Capacity;

    public void Stash()
    {
        MessageNode current = cell.CurrentNode ?? throw new IllegalActorStateException("There is no message to stash.");
        if (_stashed is not null && _stashed.Contains(current))
        {
            throw new IllegalActorStateException($"The message [{current.Message}] is in the stash already.");
        }

        if (IsFull)
        {
            throw new StashOverflowException($"The stash of {cell.Self} holds {Capacity} messages and no more.");
        }

        (_stashed ??= new()).Enqueue(current);
    }

    public void Unstash()
    {
        if (_stashed is { Count: > 0 })
        {
            PutBack([_stashed.Dequeue()]);
        }
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        if (_stashed is { Count: > 0 } stashed)
        {
            _stashed = null;
            PutBack([.. stashed.Where(each => predicate(new Envelope(each.Message, each.Sender)))]);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        Envelope[] all = _stashed is null ? [] : [.. _stashed.Select(static each => new Envelope(each.Message, each.Sender))];
        _stashed = null;
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        _stashed = new(envelopes.Select(static each => new MessageNode(each.Message, each.Sender)).Concat(_stashed ?? []));
    }

    private void PutBack(List<MessageNode> nodes)
    {
        // Made anew: a node that takes no place of a bounded mailbox, and that may be stashed again.
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            MessageNode node = new(nodes[i].Message, nodes[i].Sender);
            cell.SelfRef.Prepend(node, node);
        }
    }
}
