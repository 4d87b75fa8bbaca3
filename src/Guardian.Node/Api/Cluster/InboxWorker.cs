using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api.Cluster;

/// <summary>Takes the requests that other nodes have for this one out of its inbox, asks its own API, and answers.</summary>
/// <remarks>
/// <para>Questions run side by side; commands of one sender run in the order in which they were sent. What was begun by an earlier life of the node is
/// carried out again, and its answer says so; a deed that ends a life (<see cref="ClusterRoutes.EndsLife"/>) has then done what it should.</para>
/// <para>While the store is away nothing is taken, and answers wait for it.</para>
/// </remarks>
internal sealed partial class InboxWorker : IAsyncDisposable
{
    /// <summary>Largest answer that goes from node to node.</summary>
    public const int MostAnswerBytes = 4 * 1024 * 1024;

    /// <summary>Requests that are taken and not answered yet, answers that go on not counted.</summary>
    private const int MostTaken = 64;

    /// <summary>Requests that this node's API works on at the same time.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Answers that go on.</summary>
    private const int MostStreams = 32;

    /// <summary>How long the API may take for one request. Longer than any sender waits; it only keeps a place from being lost for ever.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer is tried to be given while the store is away; after that the request comes again from the store.</summary>
    private static readonly TimeSpan s_answering = TimeSpan.FromMinutes(10);

    /// <summary>An answer that goes on and has nothing to say asks so often whether somebody still listens.</summary>
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(2);

    private readonly InboxSetup _setup;
    private readonly CancellationTokenSource _closing = new(); // nothing new is begun, and what goes on ends
    private readonly CancellationTokenSource _stop = new(); // what was begun ends too
    private readonly SemaphoreSlim _atOnce = new(MostAtOnce);
    private readonly ConcurrentDictionary<Guid, Task> _taken = new();
    private readonly ConcurrentDictionary<string, Task> _lastCommand = new(StringComparer.Ordinal);
    private readonly Pulse _look = new();
    private readonly IDisposable _listening;
    private readonly Task _running;
    private int _streams;

    /// <summary>Begins at once.</summary>
    /// <param name="setup">What it is made of.</param>
    public InboxWorker(InboxSetup setup)
    {
        _setup = setup;
        _listening = setup.Store.Listen(setup.Book.Node, signal =>
        {
            if (signal is ClusterSignal.Inbox or ClusterSignal.Reconnected)
            {
                _look.Beat();
            }
        });
        _running = Task.Run(RunAsync);
    }

    /// <summary>Stops taking; what runs is given a moment to be answered.</summary>
    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.CancelAfter(s_lastWords);
        await Task.WhenAll(_taken.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _closing.Dispose();
        _atOnce.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                Task beat = _look.Next;
                if (!await TakeAsync().ConfigureAwait(false))
                {
                    await Pulse.WaitAsync(beat, _setup.Poll, _setup.Time, _closing.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <returns>Whether there may be more at once.</returns>
    private async Task<bool> TakeAsync()
    {
        int room = MostTaken - (_taken.Count - Volatile.Read(ref _streams));
        if (room <= 0 || _setup.Session() is not { } session)
        {
            return false;
        }

        try
        {
            ImmutableArray<InboxItem> items = await _setup.Store.TakeAsync(session, room, _closing.Token).ConfigureAwait(false);
            foreach (InboxItem item in items)
            {
                Begin(item);
            }

            return items.Length == room;
        }
        catch (ClusterUnavailableException away)
        {
            LogAway(_setup.Log, away.Message);
            return false;
        }
        catch (ObjectDisposedException)
        {
            // The node stops, and the store was closed first.
            return false;
        }
    }

    private void Begin(InboxItem item)
    {
        // A node that lost its membership and has a new one gets again what it is still at: that goes on, and answers.
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_taken.TryAdd(item.Request.Id, begun.Task))
        {
            return;
        }

        Task before = Task.CompletedTask;
        if (!HttpMethods.IsGet(item.Request.Method))
        {
            before = _lastCommand.GetValueOrDefault(item.Request.From, Task.CompletedTask);
            _lastCommand[item.Request.From] = begun.Task;
        }

        _ = CarryOutAsync(item, before, begun);
    }

    private async Task CarryOutAsync(InboxItem item, Task before, TaskCompletionSource begun)
    {
        bool streams = item.Request.Streams;
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _closing.Token.ThrowIfCancellationRequested();
            await (streams ? StreamAsync(item) : AnswerAsync(item)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The node stops: the request is not answered, and its next life is given it again.
        }
        catch (Exception unexpected) when (Unexpected(item.Request, unexpected))
        {
            // Logged by the filter; one request must not end the others.
        }
        finally
        {
            _taken.TryRemove(item.Request.Id, out _);
            _lastCommand.TryRemove(new KeyValuePair<string, Task>(item.Request.From, begun.Task));
            begun.TrySetResult();
            _look.Beat();
        }
    }

    private async Task AnswerAsync(InboxItem item)
    {
        RemoteRequest request = item.Request;
        RemoteAnswer answer;
        if (item.Begun && ClusterRoutes.EndsLife.Contains($"{request.Method} {request.Path}"))
        {
            answer = ApiAnswers.Message($"{_setup.Book.Node} has ended since, and is here again");
        }
        else
        {
            answer = await RunAsync(request).ConfigureAwait(false);
            if (item.Begun && !HttpMethods.IsGet(request.Method))
            {
                answer = AnswerMerger.WithMore(answer, $" (begun twice: {_setup.Book.Node} ended while it was at it)");
            }
        }

        await GiveAsync(request.Id, 0, answer, last: true).ConfigureAwait(false);
    }

    private async Task<RemoteAnswer> RunAsync(RemoteRequest request)
    {
        if (!request.Path.StartsWith("/api/v1/", StringComparison.Ordinal) || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method)))
        {
            return NodeAnswer.Problem(StatusCodes.Status400BadRequest, "malformed", "only requests to the API are carried out");
        }

        if (Encoding.UTF8.GetByteCount(request.Body ?? string.Empty) > ApiAnswers.MostBodyBytes)
        {
            return NodeAnswer.Problem(StatusCodes.Status413PayloadTooLarge, "too large", $"a request may have {ApiAnswers.MostBodyBytes} bytes");
        }

        await _atOnce.WaitAsync(_stop.Token).ConfigureAwait(false);
        using CancellationTokenSource deadline = new(s_longest, _setup.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            LogBegun(_setup.Log, request.Method, request.Path, request.By, request.From);
            return await _setup.Own.AskAsync(request.Method, request.Path, request.Body, CallerOf(request), relayed: true, MostAnswerBytes, either.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException stopping)
        {
            if (!HttpMethods.IsGet(request.Method) && _closing.IsCancellationRequested)
            {
                throw new OperationCanceledException("the API is gone before the command was answered", stopping);
            }

            return NodeAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "not reached", $"the node's own API did not answer ({stopping.Message})");
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return NodeAnswer.Problem(StatusCodes.Status504GatewayTimeout, "too late", $"the node took longer than {s_longest.TotalMinutes:0} min");
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private async Task StreamAsync(InboxItem item)
    {
        RemoteRequest request = item.Request;
        int part = 0;
        if (item.Begun)
        {
            // Its reader has what the earlier life wrote, and asks anew when it wants more.
            part = (await _setup.Store.ReadAnswerAsync(request.Id, 0, _stop.Token).ConfigureAwait(false)).Parts.Length;
            await GiveAsync(request.Id, part, NodeAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "ended", $"{_setup.Book.Node} was started again"), last: true).ConfigureAwait(false);
            return;
        }

        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            await GiveAsync(
                request.Id, 0, NodeAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "too many", $"{MostStreams} readers from other nodes follow {_setup.Book.Node} already"), last: true).ConfigureAwait(false);
            return;
        }

        Guid? reader = _setup.Book.View.Find(request.From)?.Session;
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        IAsyncEnumerator<RemoteAnswer> parts = StreamReading.PartsAsync(
            () => _setup.Own.SendAsync(request.Method, request.Path, request.Body, CallerOf(request), relayed: true, ends.Token), ends.Token).GetAsyncEnumerator(ends.Token);
        Task<bool> next = parts.MoveNextAsync().AsTask();
        RemoteAnswer head = NodeAnswer.Problem(StatusCodes.Status200OK, "ended", string.Empty) with { Body = default };
        try
        {
            while (true)
            {
                await Pulse.WaitAsync(next, s_probe, _setup.Time, ends.Token).ConfigureAwait(false);
                bool come = next.IsCompleted;
                if (come && !await next.ConfigureAwait(false))
                {
                    await GiveAsync(request.Id, part, head with { Body = default }, last: true).ConfigureAwait(false);
                    return;
                }

                RemoteAnswer told = come ? parts.Current : head with { Body = default };
                head = part == 0 && come ? told : head;
                if ((come || part > 0) && !await GiveAsync(request.Id, part++, told, last: false).ConfigureAwait(false))
                {
                    return; // nobody reads any more
                }

                if (_setup.Book.View.Find(request.From) is not { State: MemberState.Live } from || from.Session != reader)
                {
                    return; // whoever read has ended without a word
                }

                next = come ? parts.MoveNextAsync().AsTask() : next;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _streams);

            // It may wait still, and only one that does not wait can be disposed of.
            await ends.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await parts.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives an answer, and tries again while the store is away.</summary>
    /// <returns>Whether somebody waits for it.</returns>
    private async Task<bool> GiveAsync(Guid id, int part, RemoteAnswer answer, bool last)
    {
        long from = _setup.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _setup.Store.AnswerAsync(id, part, answer, last, _stop.Token).ConfigureAwait(false);
            }
            catch (ClusterUnavailableException away)
            {
                if (_setup.Time.GetElapsedTime(from) > s_answering)
                {
                    LogUnanswered(_setup.Log, id, away.Message);
                    return false;
                }
            }

            await Task.Delay(s_retry, _setup.Time, _stop.Token).ConfigureAwait(false);
        }
    }

    private static string CallerOf(RemoteRequest request) => $"{request.By}@{request.From}";

    private bool Unexpected(RemoteRequest request, Exception unexpected)
    {
        LogUnexpected(_setup.Log, unexpected, request.Method, request.Path, request.From);
        return true;
    }

    [LoggerMessage(3122, LogLevel.Debug, "The inbox cannot be read: {Problem}")]
    private static partial void LogAway(ILogger log, string problem);

    [LoggerMessage(3123, LogLevel.Debug, "{Method} {Path} for {By} through {From}")]
    private static partial void LogBegun(ILogger log, string method, string path, string by, string from);

    [LoggerMessage(3124, LogLevel.Warning, "The answer to request {Request} could not be given: {Problem}")]
    private static partial void LogUnanswered(ILogger log, Guid request, string problem);

    [LoggerMessage(3125, LogLevel.Error, "{Method} {Path} from {From} failed unexpectedly")]
    private static partial void LogUnexpected(ILogger log, Exception unexpected, string method, string path, string from);
}
