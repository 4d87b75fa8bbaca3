using System.Data;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Guardian.Cluster.Postgres;

/// <summary>Carries calls to the shared database, each in bounded time.</summary>
/// <remarks>A call that takes too long is given up: its caller is told, its connection goes to nobody else, and both end by themselves.</remarks>
internal sealed partial class ClusterLink : IAsyncDisposable
{
    private readonly ClusterAddress _address;
    private readonly ClusterTuning _tuning;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly NpgsqlDataSource _source;
    private readonly ClusterSchema _schema;
    private readonly CancellationTokenSource _ended = new();
    private readonly Leftovers _leftovers;

    internal ClusterLink(ClusterAddress address, ClusterTuning tuning, ClusterSchema schema, Leftovers leftovers, TimeProvider time, ILogger log)
    {
        (_address, _tuning, _schema, _leftovers, _time, _log) = (address, tuning, schema, leftovers, time, log);
        _source = address.Calls();
        Renewals = new ConnectionLane(1);
        Others = new ConnectionLane(tuning.Connections);
    }

    /// <summary>For renewals alone: nothing else may delay them.</summary>
    internal ConnectionLane Renewals { get; }

    /// <summary>For everything else.</summary>
    internal ConnectionLane Others { get; }

    /// <summary>Runs a call on a connection of a lane.</summary>
    /// <param name="lane">Which connections.</param>
    /// <param name="call">
    /// One statement, or several that ask in between whether it was given up. It must do no harm when it is run twice, because it is run again when
    /// an idle connection turns out to be dead; nor when it is carried out after its caller has given it up.
    /// </param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="ClusterUnavailableException">It failed, or took too long: whether it happened is not known.</exception>
    internal async Task<T> CallAsync<T>(ConnectionLane lane, Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        if (_leftovers.IsFull)
        {
            throw new ClusterUnavailableException($"{_address.Name} lets connections through but answers nothing; look at what stands between");
        }

        using CancellationTokenSource late = new(_tuning.CallTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop, _ended.Token);
        bool entered = false;
        try
        {
            await lane.EnterAsync(either.Token).ConfigureAwait(false);
            entered = true;
            return await OnConnectionAsync(lane, call, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            stop.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
            // What is idle may hang on the same dead network or server: the next call opens a connection of its own.
            CloseIdle();
            string busy = entered ? string.Empty : " (all connections were busy)";
            throw new ClusterUnavailableException(Text($"{_address.Name} did not answer within {_tuning.CallTimeout.TotalSeconds:0.###} s{busy}"));
        }
        catch (Exception error) when (ClusterErrors.IsOfDatabase(error))
        {
            throw ClusterErrors.Explain(error, _address);
        }
        finally
        {
            if (entered)
            {
                lane.Leave();
            }
        }
    }

    /// <summary>Ends all calls; those under way throw <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await Renewals.DisposeAsync().ConfigureAwait(false);
        await Others.DisposeAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> OnConnectionAsync<T>(ConnectionLane lane, Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken giveUp)
    {
        NpgsqlConnection? idle = lane.Take();
        if (idle is not null)
        {
            try
            {
                return await RunAsync(lane, idle, call, giveUp).ConfigureAwait(false);
            }
            catch (Exception error) when (ClusterErrors.IsOfDatabase(error) && idle.State != ConnectionState.Open)
            {
                // The server was restarted, or dropped the connection, while it was idle; the others have had the same fate.
                LogReopened(_log, _address.Name, error.Message);
                CloseIdle();
            }
        }

        Task<NpgsqlConnection> opening = OpenAsync(giveUp);
        NpgsqlConnection fresh = await WatchAsync(opening, async () =>
        {
            NpgsqlConnection late = await opening.ConfigureAwait(false);
            await late.DisposeAsync().ConfigureAwait(false);
        }, giveUp).ConfigureAwait(false);
        return await RunAsync(lane, fresh, call, giveUp).ConfigureAwait(false);
    }

    private async Task<T> RunAsync<T>(ConnectionLane lane, NpgsqlConnection connection, Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken giveUp)
    {
        Task<T> work = call(connection, giveUp);
        try
        {
            return await WatchAsync(work, async () =>
            {
                await work.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }, giveUp).ConfigureAwait(false);
        }
        finally
        {
            // A call that was given up still has its connection.
            if (work.IsCompleted && (connection.State != ConnectionState.Open || !lane.Keep(connection)))
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits for some work, but not longer than is asked for; what comes of it later is closed.</summary>
    private async Task<T> WatchAsync<T>(Task<T> work, Func<Task> closeAsync, CancellationToken giveUp)
    {
        try
        {
            return await work.WaitAsync(giveUp).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            _leftovers.Add(closeAsync);
            throw;
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken giveUp)
    {
        NpgsqlConnection connection = _source.CreateConnection();
        try
        {
            // While a connection is being opened the driver ends it by itself, at once and without asking the server.
            await connection.OpenAsync(giveUp).ConfigureAwait(false);
            await _schema.CheckAsync(connection).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void CloseIdle()
    {
        foreach (NpgsqlConnection connection in Renewals.Empty().Concat(Others.Empty()))
        {
            _leftovers.Add(async () => await connection.DisposeAsync().ConfigureAwait(false));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(6201, LogLevel.Debug, "A connection to {Database} had died, another one is opened: {Reason}")]
    private static partial void LogReopened(ILogger log, string database, string reason);
}
