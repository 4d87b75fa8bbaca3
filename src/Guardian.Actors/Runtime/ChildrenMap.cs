using System.Diagnostics.CodeAnalysis;

namespace Guardian.Actors;

/// <summary>
/// The children of one actor by name. Names are taken from the creation of a child until its parent has learnt of its end.
/// </summary>
/// <remarks>Guarded by a lock, because selections look children up, and the system creates top-level actors, from any thread.</remarks>
internal sealed class ChildrenMap
{
    private const string NameDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChildEntry> _entries = new(StringComparer.Ordinal);
    private int _stopping;
    private long _unnamed;
    private bool _closed;

    /// <summary>Adds a child made by <paramref name="make"/> under its name, or under a generated one.</summary>
    public LocalActorRef Add(string? name, ActorPath parent, Func<string, LocalActorRef> make)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw new InvalidOperationException($"{parent} is stopping or stopped and cannot have new children.");
            }

            string key = name ?? Generate();
            if (_entries.ContainsKey(key))
            {
                throw new InvalidActorNameException($"The name [{key}] is taken below {parent}.");
            }

            LocalActorRef child = make(key);
            _entries.Add(key, new ChildEntry(child));
            return child;
        }
    }

    public LocalActorRef? Find(string name)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(name, out ChildEntry? entry) ? entry.Ref : null;
        }
    }

    public bool TryGet(IActorRef child, [NotNullWhen(true)] out ChildEntry? entry)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(child.Path.Name, out entry) && ReferenceEquals(entry.Ref, child);
        }
    }

    /// <summary>Notes that a child was asked to stop.</summary>
    public void MarkStopping(IActorRef child)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(child.Path.Name, out ChildEntry? entry) && ReferenceEquals(entry.Ref, child) && !entry.Stopping)
            {
                entry.Stopping = true;
                _stopping++;
            }
        }
    }

    /// <summary>Takes a child out that has stopped.</summary>
    /// <returns>False when it was none.</returns>
    public bool Remove(IActorRef child)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(child.Path.Name, out ChildEntry? entry) || !ReferenceEquals(entry.Ref, child))
            {
                return false;
            }

            _entries.Remove(child.Path.Name);
            if (entry.Stopping)
            {
                _stopping--;
            }

            return true;
        }
    }

    /// <summary>Whether a child that was asked to stop is still there.</summary>
    public bool AnyStopping()
    {
        lock (_gate)
        {
            return _stopping > 0;
        }
    }

    /// <summary>Refuses new children from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    public ChildEntry[] Entries()
    {
        lock (_gate)
        {
            return _entries.Count == 0 ? [] : [.. _entries.Values];
        }
    }

    private string Generate()
    {
        Span<char> text = stackalloc char[16];
        int at = text.Length;
        long rest = _unnamed++;
        do
        {
            text[--at] = NameDigits[(int)(rest & 63)];
            rest >>= 6;
        }
        while (rest > 0);
        text[--at] = '$'; // no name of the application begins with it
        return text[at..].ToString();
    }
}
