namespace Guardian.Actors;

/// <summary>Children: creating, finding, stopping.</summary>
internal sealed partial class ActorCell
{
    private ChildrenMap? _children; // made by the first child; read by any thread

    public IActorRef Child(string name) => FindChild(name) ?? (IActorRef)ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => ChildRefs();

    public void Stop(IActorRef child)
    {
        ArgumentNullException.ThrowIfNull(child);
        MarkStopping(child);
        (child as InternalActorRef)?.Stop();
    }

    internal void MarkStopping(IActorRef child) => _children?.MarkStopping(child);

    /// <summary>Makes the map before anybody can race for it; later only the actor's own turn makes it.</summary>
    internal void PrepareChildren() => _children ??= new();

    internal InternalActorRef? FindChild(string name) => _children?.Find(name);

    internal ChildEntry[] ChildEntries() => _children?.Entries() ?? [];

    internal InternalActorRef[] ChildRefs()
    {
        ChildEntry[] entries = ChildEntries();
        return entries.Length == 0 ? [] : Array.ConvertAll<ChildEntry, InternalActorRef>(entries, static entry => entry.Ref);
    }

    /// <summary>Creates a child. Called on the actor's turn, and for the guardians from any thread.</summary>
    internal LocalActorRef AttachChild(Props props, string? name)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(
                $"[{name}] is no name for an actor: it must not be empty, not begin with $, "
                + $"and have ASCII letters, digits and {ActorPath.ValidSymbols} only.");
        }

        MailboxBound? bound = props.Mailbox is null ? null : _system.BoundOf(props.Mailbox);
        ChildrenMap children = _children ??= new();
        if (_stopped || _pendingEnd is PendingEnd.Termination)
        {
            children.Close(); // the map may have been made just now
        }

        LocalActorRef child = children.Add(name, _self.Path, key =>
            new LocalActorRef(_system, _self.Path.Child(key, _system.NextUid()), props, _self, bound));

        // A child born into a suspended family, as by PreRestart, waits with the others.
        for (int i = 0; i < _suspensions; i++)
        {
            child.SendSystem(new SystemMessage.Suspend());
        }

        child.Start();
        return child;
    }

    private void StopChildren()
    {
        foreach (ChildEntry entry in ChildEntries())
        {
            Stop(entry.Ref);
        }
    }

    /// <summary>Notes what is to happen when the children that were asked to stop are gone.</summary>
    /// <returns>False when none is left, so that it can happen now.</returns>
    private bool WaitForChildren(PendingEnd end)
    {
        if (_children is null || !_children.AnyStopping())
        {
            return false;
        }

        _pendingEnd = end;
        return true;
    }

    private void OnChildGone(InternalActorRef child)
    {
        if (_children is null || !_children.Remove(child) || _pendingEnd is not { } end || _children.AnyStopping())
        {
            return;
        }

        _pendingEnd = null;
        switch (end)
        {
            case PendingEnd.Recreation recreation:
                FinishRecreate(recreation.Cause);
                break;
            case PendingEnd.Creation:
                FinishCreate();
                break;
            default:
                FinishTerminate();
                break;
        }
    }

    /// <summary>What an actor goes on to when its children are gone.</summary>
    private abstract class PendingEnd
    {
        public sealed class Recreation(Exception cause) : PendingEnd
        {
            public Exception Cause { get; } = cause;
        }

        public sealed class Creation : PendingEnd;

        public sealed class Termination : PendingEnd;
    }
}
