using Guardian.Cluster.Postgres.Tests.Support;

namespace Guardian.Cluster.Postgres.Tests.History;

/// <summary>A node that joins, renews, takes and gives back leases, freezes, leaves and comes back, by chance.</summary>
/// <remarks>
/// It believes to hold what it was granted until it gives it back, or until the moment before its last renewal was sent plus the length of its
/// lease: as a real node does.
/// </remarks>
internal sealed class RestlessNode(string name, PostgresClusterStore store, TimeSpan lease, string[] keys, int seed)
{
    private readonly Lock _sync = new();
    private readonly Guid _home = Guid.NewGuid();
    private readonly Random _renewing = new(seed);
    private readonly Random _working = new(seed + 1000);
    private readonly List<Belief> _beliefs = []; // guarded by _sync
    private readonly Dictionary<string, (long Token, TimeSpan From)> _holds = []; // guarded by _sync

    // Keys about which the store is being asked. A second question would be answered by what the first one found, which may be over by then.
    private readonly HashSet<string> _asked = []; // guarded by _sync
    private Guid? _session; // guarded by _sync
    private TimeSpan _deadline; // guarded by _sync

    /// <summary>What it believed so far.</summary>
    internal IReadOnlyList<Belief> Beliefs
    {
        get
        {
            lock (_sync)
            {
                return [.. _beliefs];
            }
        }
    }

    private static TimeSpan Now => TimeProvider.System.GetElapsedTime(0, TimeProvider.System.GetTimestamp());

    internal async Task RunAsync(CancellationToken stop)
    {
        await Task.WhenAll(RepeatAsync(RenewAsync, stop), RepeatAsync(WorkAsync, stop), RepeatAsync(WorkAsync, stop));
        lock (_sync)
        {
            End_NeedsLock(Now);
        }
    }

    private static async Task RepeatAsync(Func<CancellationToken, Task> step, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await step(stop);
            }
            catch (ClusterUnavailableException)
            {
                // The network is bad, which is what this is about.
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RenewAsync(CancellationToken stop)
    {
        Guid? session;
        lock (_sync)
        {
            session = _session;
        }

        TimeSpan sent = Now;
        if (session is not { } mine)
        {
            JoinResult.Joined joined = (await store.JoinAsync(Scene.Card(name, _home, lease), stop)).ShouldBeOfType<JoinResult.Joined>();
            lock (_sync)
            {
                (_session, _deadline) = (joined.Session, sent + lease);
            }
        }
        else
        {
            Renewal? renewal = await store.RenewAsync(mine, Scene.Load(), 0, stop);
            lock (_sync)
            {
                if (renewal is null)
                {
                    End_NeedsLock(Now);
                }
                else
                {
                    Expire_NeedsLock(Now); // it came too late for what was held until then
                    _deadline = sent + lease;
                }
            }
        }

        // Mostly as it should be, sometimes so late that it is too late.
        double pause = Chance(_renewing, 10) ? _renewing.NextDouble() * 2 : 1.0 / 3;
        await Task.Delay(lease * pause, TimeProvider.System, stop);
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        string key;
        Guid session;
        (long Token, TimeSpan From) hold;
        bool held;
        bool leaves;
        bool asks;
        lock (_sync)
        {
            Expire_NeedsLock(Now);
            key = keys[_working.Next(keys.Length)];
            held = _holds.TryGetValue(key, out hold);
            leaves = Chance(_working, 100);
            asks = !leaves && _session is not null && _asked.Add(key);
            session = _session ?? Guid.Empty;
            if (leaves)
            {
                End_NeedsLock(Now); // whatever it held has been stopped before it leaves
            }
            else if (asks && held)
            {
                Close_NeedsLock(key, Now);
            }
        }

        if (leaves && session != Guid.Empty)
        {
            await store.LeaveAsync(session, stop);
        }
        else if (!asks)
        {
            await Task.Delay(lease / 10, TimeProvider.System, stop);
        }
        else
        {
            try
            {
                await AskAsync(key, session, held ? hold.Token : null, stop);
            }
            finally
            {
                lock (_sync)
                {
                    _asked.Remove(key);
                }
            }
        }

        TimeSpan pause;
        lock (_sync)
        {
            pause = lease * (_working.NextDouble() / 2);
        }

        await Task.Delay(pause, TimeProvider.System, stop);
    }

    private async Task AskAsync(string key, Guid session, long? given, CancellationToken stop)
    {
        if (given is { } token)
        {
            await store.ReleaseAsync(session, new LeaseGrant(key, token), null, TimeSpan.Zero, stop);
        }
        else if (await store.AcquireAsync(session, key, stop) is { } grant)
        {
            lock (_sync)
            {
                Expire_NeedsLock(Now);
                if (_session == session && Now < _deadline)
                {
                    _holds.Add(key, (grant.Token, Now));
                }
            }
        }
    }

    private static bool Chance(Random random, int oneIn) => random.Next(oneIn) == 0;

    private void End_NeedsLock(TimeSpan now)
    {
        Expire_NeedsLock(now);
        foreach (string key in _holds.Keys.ToArray())
        {
            Close_NeedsLock(key, now);
        }

        _session = null;
    }

    private void Expire_NeedsLock(TimeSpan now)
    {
        if (now >= _deadline)
        {
            foreach (string key in _holds.Keys.ToArray())
            {
                Close_NeedsLock(key, _deadline);
            }
        }
    }

    private void Close_NeedsLock(string key, TimeSpan at)
    {
        (long token, TimeSpan from) = _holds[key];
        _holds.Remove(key);
        _beliefs.Add(new Belief(key, name, token, from, at));
    }
}
