using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Guardian.Journal;

namespace Guardian.Persistence.Sql;

/// <summary>A few connections that read, lent for the length of one query.</summary>
/// <remarks>Safe for many callers at once.</remarks>
internal sealed class JournalReaders(ISqlDialect dialect, JournalTuning tuning) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(tuning.Readers, tuning.Readers);
    private readonly ConcurrentBag<DbConnection> _idle = [];
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Runs a query away from the caller's thread.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The journal has been closed.</exception>
    public async Task<T> QueryAsync<T>(Func<DbConnection, T> query, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, typeof(IEventJournal));
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(IEventJournal));
        }

        try
        {
            return await Task.Run(() => Query(query), stop).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the queries that run and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        for (int taken = 0; taken < tuning.Readers; taken++)
        {
            await _free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        while (_idle.TryTake(out DbConnection? connection))
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private T Query<T>(Func<DbConnection, T> query)
    {
        while (true)
        {
            DbConnection? connection = null;
            bool used = false;
            try
            {
                used = _idle.TryTake(out connection);
                connection ??= dialect.OpenReader();
                T answer = query(connection);
                _idle.Add(connection);
                connection = null;
                return answer;
            }
            catch (DbException) when (used && connection!.State != ConnectionState.Open)
            {
                // It was cut while nobody used it, by a restart of the server perhaps. To read again does no harm; each round uses up one.
            }
            catch (DbException error)
            {
                throw dialect.Explain(error);
            }
            finally
            {
                connection?.Dispose(); // after a failure nobody knows its state; the next query opens another
            }
        }
    }
}
