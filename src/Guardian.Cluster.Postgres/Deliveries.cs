namespace Guardian.Cluster.Postgres;

/// <summary>What was handed to this node and has not been answered, so that the database can tell what never reached it.</summary>
internal sealed class Deliveries : IDisposable
{
    /// <summary>Beyond it the oldest are forgotten, and handed over once more.</summary>
    private const int Most = 10_000;

    private readonly Lock _sync = new();
    private readonly OrderedDictionary<(Guid Session, Guid Request), bool> _open = []; // a set in order of arrival; guarded by _sync

    /// <summary>For one taker at a time: a second one would be handed what is on its way to the first.</summary>
    internal SemaphoreSlim OneTaker { get; } = new(1, 1);

    /// <summary>What a membership has been handed.</summary>
    internal Guid[] Of(Guid session)
    {
        lock (_sync)
        {
            return [.. _open.Keys.Where(item => item.Session == session).Select(item => item.Request)];
        }
    }

    /// <summary>A membership has been handed some.</summary>
    internal void Add(Guid session, IEnumerable<Guid> requests)
    {
        lock (_sync)
        {
            foreach (Guid request in requests)
            {
                _open[(session, request)] = true;
            }

            while (_open.Count > Most)
            {
                _open.RemoveAt(0);
            }
        }
    }

    /// <summary>A request is done, or nobody waits for it.</summary>
    internal void Remove(Guid request)
    {
        lock (_sync)
        {
            foreach ((Guid Session, Guid Request) item in _open.Keys.Where(item => item.Request == request).ToArray())
            {
                _open.Remove(item);
            }
        }
    }

    public void Dispose() => OneTaker.Dispose();
}
