using System.Collections.Concurrent;

namespace Guardian.Actors;

/// <summary>Publishes events to actors by type: a subscription covers a class or interface and all that derive from it.</summary>
/// <remarks>Safe to use from any thread. An actor that has stopped is forgotten at the next event it would have received.</remarks>
public sealed class EventStream
{
    private readonly Lock _gate = new(); // guards changes of _subscriptions; publishing reads snapshots
    private readonly ConcurrentDictionary<Type, IActorRef[]> _receivers = new(); // by class of the event; emptied by each change
    private volatile KeyValuePair<Type, IActorRef>[] _subscriptions = [];

    internal EventStream()
    {
    }

    /// <summary>Subscribes an actor to a class or interface of events.</summary>
    /// <param name="subscriber">Who wants them.</param>
    /// <param name="channel">The type.</param>
    /// <returns>False when it was subscribed already.</returns>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        lock (_gate)
        {
            KeyValuePair<Type, IActorRef> wanted = new(channel, subscriber);
            if (_subscriptions.Contains(wanted))
            {
                return false;
            }

            _subscriptions = [.. _subscriptions, wanted];
            _receivers.Clear();
            return true;
        }
    }

    /// <summary>Ends one subscription.</summary>
    /// <param name="subscriber">Who had it.</param>
    /// <param name="channel">The type.</param>
    /// <returns>False when there was none.</returns>
    public bool Unsubscribe(IActorRef subscriber, Type channel) => Remove(each => each.Key == channel && each.Value.Equals(subscriber));

    /// <summary>Ends all subscriptions of an actor.</summary>
    /// <param name="subscriber">Who had them.</param>
    /// <returns>False when there were none.</returns>
    public bool Unsubscribe(IActorRef subscriber) => Remove(each => each.Value.Equals(subscriber));

    /// <summary>Sends an event to all who subscribed to its type, a base type or an interface of it; once to each.</summary>
    /// <param name="event">The event.</param>
    public void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        bool stopped = false;
        foreach (IActorRef receiver in ReceiversOf(@event.GetType()))
        {
            if (receiver is InternalActorRef { IsTerminated: true })
            {
                stopped = true;
                continue;
            }

            receiver.Tell(@event, ActorRefs.NoSender);
        }

        if (stopped)
        {
            Remove(static each => each.Value is InternalActorRef { IsTerminated: true });
        }
    }

    /// <summary>Whether anybody would receive an event of this class; spares making events that nobody wants.</summary>
    internal bool HasSubscribers(Type eventClass) => _subscriptions.Length != 0 && ReceiversOf(eventClass).Length != 0;

    private IActorRef[] ReceiversOf(Type eventClass)
    {
        if (_subscriptions.Length == 0)
        {
            return [];
        }

        if (_receivers.TryGetValue(eventClass, out IActorRef[]? known))
        {
            return known;
        }

        lock (_gate)
        {
            // Computed under the gate, so that a change cannot be followed by the answer of before.
            IActorRef[] found =
            [
                .. _subscriptions.Where(each => each.Key.IsAssignableFrom(eventClass)).Select(static each => each.Value).Distinct(),
            ];
            _receivers[eventClass] = found;
            return found;
        }
    }

    private bool Remove(Func<KeyValuePair<Type, IActorRef>, bool> unwanted)
    {
        lock (_gate)
        {
            KeyValuePair<Type, IActorRef>[] kept = [.. _subscriptions.Where(each => !unwanted(each))];
            bool changed = kept.Length != _subscriptions.Length;
            _subscriptions = kept;
            _receivers.Clear();
            return changed;
        }
    }
}
