using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Guardian.Cluster.Postgres;

/// <summary>The one connection on which a node hears of changes; it is opened again whenever it breaks.</summary>
/// <remarks>
/// The driver tries the line by a message that the server answers without a transaction, whenever nothing was heard for the ping's time; a line
/// that does not answer within as long again is given up.
/// </remarks>
internal sealed partial class ClusterListener : IAsyncDisposable
{
    /// <summary>The driver notices a dead line by itself within two pings; this is for the case that it does not.</summary>
    private const int PingsUntilAbandoned = 10;

    private readonly ClusterAddress _address;
    private readonly ClusterTuning _tuning;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Leftovers _leftovers;
    private readonly Random _random;
    private readonly NpgsqlDataSource _source;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _sync = new();
    private ImmutableArray<Subscription> _subscriptions = []; // written under _sync
    private Task _running = Task.CompletedTask; // guarded by _sync

    internal ClusterListener(ClusterAddress address, ClusterTuning tuning, Leftovers leftovers, TimeProvider time, ILogger log)
    {
        (_address, _tuning, _leftovers, _time, _log) = (address, tuning, leftovers, time, log);
        _random = new Random(tuning.Seed);
        _source = address.Listening(tuning.Ping);
    }

    /// <summary>Calls back when something has changed.</summary>
    /// <param name="node">Whose inbox and answers are listened for.</param>
    /// <param name="heard">Called on any thread.</param>
    /// <returns>Ends it.</returns>
    internal IDisposable Add(string node, Action<ClusterSignal> heard)
    {
        ObjectDisposedException.ThrowIf(_ended.IsCancellationRequested, this);
        Subscription added = new(this, node, heard);
        lock (_sync)
        {
            _subscriptions = _subscriptions.Add(added);
            if (_running.IsCompleted)
            {
                _running = Task.Run(() => RunAsync(_ended.Token));
            }
        }

        return added;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        Task running;
        lock (_sync)
        {
            _subscriptions = [];
            running = _running;
        }

        await running.ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private void Remove(Subscription gone)
    {
        lock (_sync)
        {
            _subscriptions = _subscriptions.Remove(gone);
        }
    }

    private async Task RunAsync(CancellationToken ended)
    {
        TimeSpan pause = _tuning.FirstRetry;
        bool down = false;
        while (!ended.IsCancellationRequested)
        {
            bool listened = false;
            try
            {
                await ListenAsync(() =>
                {
                    listened = true;
                    if (down)
                    {
                        LogUp(_log, _address.Name);
                    }

                    // Also the first time: what changed between the subscription and now was not heard.
                    Tell(ClusterSignal.Reconnected, null);
                }, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (ClusterErrors.IsOfDatabase(error) || error is OperationCanceledException)
            {
                if (!down || listened)
                {
                    Exception why = error is OperationCanceledException ? new TimeoutException() : error; // opening took too long
                    LogDown(_log, ClusterErrors.Explain(why, _address).Message);
                }

                down = true;
            }

            pause = listened ? _tuning.FirstRetry : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _tuning.LongestRetry.Ticks));
            try
            {
                await Task.Delay(pause * (1 - (_random.NextDouble() / 2)), _time, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Listens until the line breaks.</summary>
    private async Task ListenAsync(Action up, CancellationToken ended)
    {
        NpgsqlConnection connection = _source.CreateConnection();
        Task work = Task.CompletedTask;
        try
        {
            using (CancellationTokenSource late = new(_tuning.CallTimeout, _time))
            using (CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ended))
            {
                await connection.OpenAsync(either.Token).ConfigureAwait(false);
            }

            List<(ClusterSignal Signal, string Node)> heard = [];
            connection.Notification += (_, notice) => heard.Add(Read(notice));
            await using NpgsqlCommand listen = new(ClusterSql.Listen, connection);
            work = listen.ExecuteNonQueryAsync(CancellationToken.None);
            await work.WaitAsync(_tuning.CallTimeout, _time, ended).ConfigureAwait(false);
            up();
            TimeSpan quiet = _tuning.Ping * PingsUntilAbandoned;
            while (true)
            {
                work = connection.WaitAsync(quiet, ended);
                await work.WaitAsync(quiet + _tuning.CallTimeout, _time, ended).ConfigureAwait(false);
                // The same thing heard several times at once is told once.
                foreach ((ClusterSignal signal, string node) in heard.Distinct())
                {
                    Tell(signal, signal is ClusterSignal.Inbox or ClusterSignal.Answer ? node : null);
                }

                heard.Clear();
            }
        }
        finally
        {
            _leftovers.Add(async () =>
            {
                await work.ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            });
        }
    }

    private static (ClusterSignal Signal, string Node) Read(NpgsqlNotificationEventArgs notice) => notice.Channel switch
    {
        "guardian_inbox" => (ClusterSignal.Inbox, notice.Payload),
        "guardian_answer" => (ClusterSignal.Answer, notice.Payload),
        "guardian_events" => (ClusterSignal.Events, string.Empty),
        _ => (ClusterSignal.State, string.Empty),
    };

    private void Tell(ClusterSignal signal, string? node)
    {
        foreach (Subscription subscription in _subscriptions)
        {
            if (node is null || node == subscription.Node)
            {
                subscription.Heard(signal);
            }
        }
    }

    /// <summary>Somebody who listens.</summary>
    private sealed class Subscription(ClusterListener owner, string node, Action<ClusterSignal> heard) : IDisposable
    {
        public string Node { get; } = node;

        public Action<ClusterSignal> Heard { get; } = heard;

        public void Dispose() => owner.Remove(this);
    }

    [LoggerMessage(6210, LogLevel.Warning, "Nothing is heard from the cluster's database any more, it is tried again; changes are noticed later: {Reason}")]
    private static partial void LogDown(ILogger log, string reason);

    [LoggerMessage(6211, LogLevel.Information, "The cluster's database {Database} is listened to again")]
    private static partial void LogUp(ILogger log, string database);
}
