namespace Guardian.Cluster.Postgres;

/// <summary>Leases that were given back without an answer: the release may be carried out at any time, even after the lease was wanted again.</summary>
/// <remarks>
/// Without it a node would be given the token that it holds still, start its worker, and then lose the lease to its own late release, of which nobody
/// tells it. One entry for each lease, until its membership has ended.
/// </remarks>
internal sealed class DoubtfulReleases
{
    private readonly Lock _sync = new();
    private readonly Dictionary<(Guid Session, string Key), long> _tokens = []; // guarded by _sync

    /// <summary>Token of the last such release of a lease, or null.</summary>
    internal long? Of(Guid session, string key)
    {
        lock (_sync)
        {
            return _tokens.TryGetValue((session, key), out long token) ? token : null;
        }
    }

    /// <summary>A release is about to be sent.</summary>
    internal void Add(Guid session, LeaseGrant grant)
    {
        lock (_sync)
        {
            _tokens[(session, grant.Key)] = grant.Token;
        }
    }

    /// <summary>It was answered.</summary>
    internal void Remove(Guid session, LeaseGrant grant)
    {
        lock (_sync)
        {
            if (_tokens.TryGetValue((session, grant.Key), out long token) && token == grant.Token)
            {
                _tokens.Remove((session, grant.Key));
            }
        }
    }

    /// <summary>A membership has ended, and its releases with it.</summary>
    internal void Forget(Guid session)
    {
        lock (_sync)
        {
            foreach ((Guid Session, string Key) item in _tokens.Keys.Where(item => item.Session == session).ToArray())
            {
                _tokens.Remove(item);
            }
        }
    }
}
