using System.Data.Common;
using System.Threading.Channels;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Persistence.Sql.Writing;

/// <summary>Writes everything through one thread, as many callers to a transaction as are waiting.</summary>
/// <remarks>
/// A thread of its own, because writing blocks: a slow disk or a lock must not take a thread from those who supervise.
/// After a failure the connection is closed; the next request opens a new one, so the journal works again once the cause is gone.
/// </remarks>
internal sealed partial class JournalWriter : IAsyncDisposable
{
    private readonly ISqlDialect _dialect;
    private readonly JournalTuning _tuning;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Channel<WriteRequest> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IWriteSession? _session;
    private JournalProblem? _trouble;
    private long _troubleSince;
    private volatile bool _closing; // set by whoever closes, read by the writer's thread

    /// <summary>Starts the thread.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="connection">The writer's connection; it belongs to this object from now on.</param>
    /// <param name="tuning">Limits.</param>
    /// <param name="time">Clock for the log.</param>
    /// <param name="log">Where trouble is told.</param>
    internal JournalWriter(ISqlDialect dialect, DbConnection connection, JournalTuning tuning, TimeProvider time, ILogger log)
    {
        (_dialect, _tuning, _time, _log) = (dialect, tuning, time, log);
        _session = dialect.OpenSession(connection);
        _queue = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(tuning.QueueLimit) { SingleReader = true });
        new Thread(Loop) { IsBackground = true, Name = "guardian-journal" }.Start();
    }

    /// <summary>Queues a request and waits for its end.</summary>
    /// <exception cref="ObjectDisposedException">The journal has been closed; the request was not written.</exception>
    /// <exception cref="JournalUnavailableException">It could not be written.</exception>
    public async Task<long> WriteAsync(WriteRequest request, CancellationToken stop)
    {
        try
        {
            await _queue.Writer.WriteAsync(request, stop).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(IEventJournal), "the journal has been closed; nothing was written");
        }

        return await request.Done.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Lets no more requests in, writes those that wait, and closes the connection.</summary>
    public ValueTask DisposeAsync()
    {
        _closing = true;
        _queue.Writer.TryComplete();
        return new ValueTask(_ended.Task);
    }

    private void Loop()
    {
        List<WriteRequest> group = [];
        JournalUnavailableException? failure = null;
        while (WaitForRequest())
        {
            group.Clear();
            Gather(group);
            if (group.Count == 0)
            {
                continue;
            }

            // Whoever closes the journal must not wait for one failure after another of a store that is away: the first one counts for all.
            if (failure is not null && _closing)
            {
                FailGroup(group, failure);
            }
            else
            {
                failure = WriteGroup(group);
            }
        }

        CloseSession();
        _ended.SetResult();
    }

    private bool WaitForRequest()
    {
        ValueTask<bool> ready = _queue.Reader.WaitToReadAsync();
#pragma warning disable VSTHRD002 // blocking is what this thread is for; nothing it waits on needs it
        return ready.IsCompleted ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private void Gather(List<WriteRequest> group)
    {
        int events = 0;
        long bytes = 0;
        while (events < _tuning.GroupEvents && bytes < _tuning.GroupBytes && _queue.Reader.TryRead(out WriteRequest? request))
        {
            if (request.GivenUp)
            {
                request.Cancel();
                continue;
            }

            group.Add(request);
            events += request.Events;
            bytes += request.Bytes;
        }
    }

    /// <returns>Null when everything is written.</returns>
    private JournalUnavailableException? WriteGroup(List<WriteRequest> group)
    {
        try
        {
            if (_session?.IsAlive() == false)
            {
                CloseSession();
            }

            _session ??= _dialect.OpenSession(_dialect.OpenWriter(create: false));
            _session.Write(group, Finish);
        }
        catch (DbException error)
        {
            return FailGroup(group, _dialect.Explain(error));
        }
        catch (JournalUnavailableException unavailable)
        {
            return FailGroup(group, unavailable);
        }
#pragma warning disable CA1031 // the one place for the unexpected: without it the thread would die and every caller would wait for ever
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            return FailGroup(group, new JournalUnavailableException(JournalProblem.Unreachable, $"{_dialect.Store}: {unexpected.Message}", unexpected));
        }

        TidyUp(group);
        return null;
    }

    private void Finish(WriteRequest request)
    {
        NoteRecovery(); // before the caller goes on, who may look for it
        request.Acknowledge();
    }

    private void TidyUp(List<WriteRequest> group)
    {
        try
        {
            _session!.AfterCommit(group.Sum(request => request.Bytes), group.Exists(request => request.Trims));
        }
        catch (DbException error)
        {
            // The group is durable and acknowledged; only the files are longer than they should be. The next commit tries again.
            LogUntidy(_log, _dialect.Store, error.Message);
        }
    }

    private JournalUnavailableException FailGroup(List<WriteRequest> group, JournalUnavailableException error)
    {
        CloseSession();
        if (_trouble != error.Problem)
        {
            // Once per kind of trouble, not once per caller: a full disk must not fill the log as well.
            LogTrouble(_log, error.Problem, error.Message);
            _troubleSince = _trouble is null ? _time.GetTimestamp() : _troubleSince;
            _trouble = error.Problem;
        }

        foreach (WriteRequest request in group)
        {
            request.Fail(error);
        }

        return error;
    }

    private void NoteRecovery()
    {
        if (_trouble is { } over)
        {
            LogRecovered(_log, _dialect.Store, over, _time.GetElapsedTime(_troubleSince));
            _trouble = null;
        }
    }

    private void CloseSession()
    {
        try
        {
            _session?.Dispose();
        }
        catch (DbException error)
        {
            // A connection that cannot even be closed well is no reason to stop; what was committed is in the file.
            LogUntidy(_log, _dialect.Store, error.Message);
        }

        _session = null;
    }

    [LoggerMessage(6001, LogLevel.Error, "Journal cannot be written ({Problem}): {Advice}")]
    private static partial void LogTrouble(ILogger log, JournalProblem problem, string advice);

    [LoggerMessage(6002, LogLevel.Information, "Journal {Store} is written again; {Problem} lasted {Duration}")]
    private static partial void LogRecovered(ILogger log, string store, JournalProblem problem, TimeSpan duration);

    [LoggerMessage(6003, LogLevel.Warning, "Journal {Store} could not tidy up its files: {Reason}")]
    private static partial void LogUntidy(ILogger log, string store, string reason);
}
