using Npgsql;

namespace Guardian.Cluster.Postgres;

/// <summary>A few own connections, each for one call at a time; further calls wait.</summary>
/// <remarks>Not the driver's pool, because a call that hangs has to give its place to the next one without its connection.</remarks>
internal sealed class ConnectionLane(int size) : IAsyncDisposable
{
    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _places = new(size, size);
    private readonly Stack<NpgsqlConnection> _idle = []; // at most one for each place; guarded by _sync
    private bool _closed; // guarded by _sync

    /// <summary>Waits for a place.</summary>
    internal Task EnterAsync(CancellationToken stop) => _places.WaitAsync(stop);

    /// <summary>Gives the place back.</summary>
    internal void Leave() => _places.Release();

    /// <summary>An idle connection, the one used last; null when there is none.</summary>
    internal NpgsqlConnection? Take()
    {
        lock (_sync)
        {
            return _idle.TryPop(out NpgsqlConnection? connection) ? connection : null;
        }
    }

    /// <summary>Keeps a connection for the next call.</summary>
    /// <returns>False when it is not wanted any more.</returns>
    internal bool Keep(NpgsqlConnection connection)
    {
        lock (_sync)
        {
            if (!_closed)
            {
                _idle.Push(connection);
            }

            return !_closed;
        }
    }

    /// <summary>Takes away what is idle: something has happened that may have killed it silently.</summary>
    internal IReadOnlyList<NpgsqlConnection> Empty()
    {
        lock (_sync)
        {
            NpgsqlConnection[] idle = [.. _idle];
            _idle.Clear();
            return idle;
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            _closed = true;
        }

        foreach (NpgsqlConnection connection in Empty())
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        // The semaphore is left to the garbage collector: calls that were given up still release it.
    }
}
