namespace Guardian.Tests.Cluster;

/// <summary>Leases in memory: one holder at a time for each key.</summary>
internal sealed class MemoryLeases
{
    private readonly Lock _gate = new(); // guards all fields
    private readonly Dictionary<string, string> _held = new(StringComparer.Ordinal);
    private readonly List<string> _taken = [];

    /// <summary>Every grant, as <c>NODE KEY</c>.</summary>
    public IReadOnlyList<string> Taken
    {
        get { lock (_gate) { return [.. _taken]; } }
    }

    public string? HolderOf(string key)
    {
        lock (_gate)
        {
            return _held.GetValueOrDefault(key);
        }
    }

    public bool Try(string node, string key)
    {
        lock (_gate)
        {
            if (_held.TryAdd(key, node))
            {
                _taken.Add($"{node} {key}");
                return true;
            }

            return _held[key] == node;
        }
    }

    public void Release(string node, string key)
    {
        lock (_gate)
        {
            if (_held.GetValueOrDefault(key) == node)
            {
                _held.Remove(key);
            }
        }
    }

    /// <summary>A membership has ended, and all that it held with it.</summary>
    public void Lose(string node)
    {
        lock (_gate)
        {
            foreach (string key in _held.Where(held => held.Value == node).Select(held => held.Key).ToArray())
            {
                _held.Remove(key);
            }
        }
    }
}
