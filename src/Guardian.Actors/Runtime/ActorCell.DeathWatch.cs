namespace Guardian.Actors;

/// <summary>Watching other actors.</summary>
internal sealed partial class ActorCell
{
    private DeathWatch? _watches;

    public IActorRef Watch(IActorRef subject) => Watch(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Watch(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (_watches is not null && _watches.Remove(subject) && subject is InternalActorRef other)
        {
            other.SendSystem(new SystemMessage.Unwatch(_self));
        }

        return subject;
    }

    private IActorRef Watch(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ReferenceEquals(subject, _self) || subject is Nobody)
        {
            return subject; // Akka too ignores watching oneself, and nobody does not die
        }

        InternalActorRef other = InternalActorRef.From(subject);
        _watches ??= new();
        if (_watches.IsWatching(subject, out object? earlier))
        {
            if (!Equals(earlier, message))
            {
                throw new InvalidOperationException($"{subject} is watched already with another message; unwatch it first.");
            }

            return subject;
        }

        _watches.Add(subject, message);
        other.SendSystem(new SystemMessage.Watch(_self));
        return subject;
    }

    private void OnDeath(SystemMessage.Death death)
    {
        if (_watches is not null && _watches.OnDeath(death.Actor) && _pendingEnd is not PendingEnd.Termination)
        {
            _self.TellFromRuntime(new Terminated(death.Actor, death.ExistenceConfirmed, addressTerminated: false), death.Actor);
        }

        OnChildGone(death.Actor);
    }
}
