namespace Guardian.Actors;

/// <summary>Whom an actor watches and who watches it.</summary>
internal sealed class DeathWatch
{
    private Dictionary<IActorRef, object?>? _watching; // with the message of WatchWith, or null
    private Dictionary<IActorRef, object?>? _queued; // a Terminated is in the mailbox, to be delivered unless unwatched
    private HashSet<InternalActorRef>? _watchers;

    public bool IsWatching(IActorRef subject, out object? message)
    {
        message = null;
        return _watching is not null && _watching.TryGetValue(subject, out message);
    }

    public void Add(IActorRef subject, object? message) => (_watching ??= [])[subject] = message;

    /// <summary>Forgets a subject.</summary>
    /// <returns>Whether it was watched until now.</returns>
    public bool Remove(IActorRef subject)
    {
        _queued?.Remove(subject);
        return _watching is not null && _watching.Remove(subject);
    }

    /// <summary>Takes note of a subject's end.</summary>
    /// <returns>Whether the actor is to be told.</returns>
    public bool OnDeath(IActorRef subject)
    {
        if (_watching is null || !_watching.Remove(subject, out object? message))
        {
            return false;
        }

        (_queued ??= [])[subject] = message;
        return true;
    }

    /// <summary>Whether a Terminated that came out of the mailbox still counts; it does once.</summary>
    public bool TakeQueued(IActorRef subject, out object? message)
    {
        message = null;
        return _queued is not null && _queued.Remove(subject, out message);
    }

    public void AddWatcher(InternalActorRef watcher) => (_watchers ??= []).Add(watcher);

    public void RemoveWatcher(InternalActorRef watcher) => _watchers?.Remove(watcher);

    public void UnwatchAll(ActorCell cell)
    {
        if (_watching is null)
        {
            return;
        }

        foreach (IActorRef subject in _watching.Keys)
        {
            InternalActorRef.From(subject).SendSystem(new SystemMessage.Unwatch(cell.SelfRef));
        }

        _watching = null;
        _queued = null;
    }

    /// <summary>Tells the watchers of the end; the parent is told anyway.</summary>
    public void TellWatchers(LocalActorRef self, InternalActorRef parent)
    {
        if (_watchers is null)
        {
            return;
        }

        foreach (InternalActorRef watcher in _watchers)
        {
            if (!ReferenceEquals(watcher, parent))
            {
                watcher.SendSystem(new SystemMessage.Death(self, existenceConfirmed: true));
            }
        }
    }
}
