using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api.Cluster;

/// <summary>Asks other nodes by way of the store, and awaits their answers.</summary>
internal sealed partial class RemoteNodes : IDisposable
{
    /// <summary>How often an answer is looked for when nobody calls.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>How long it may take to tell the store that nobody waits any more; without it the store forgets by age.</summary>
    private static readonly TimeSpan s_forget = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A node that has nothing to say says so more often than this (<see cref="InboxWorker"/>); one that says nothing is frozen, or the store has
    /// dropped the question because it was not read fast enough.
    /// </summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);

    /// <summary>How long a command is tried to be handed on while the store is away.</summary>
    private static readonly TimeSpan s_sending = TimeSpan.FromSeconds(10);

    /// <summary>The store calls for any answer, so all who wait look at once; no more than these ask it at the same time.</summary>
    private readonly SemaphoreSlim _lookers = new(8);

    private readonly IClusterStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Pulse _answers = new();
    private readonly IDisposable _listening;

    public RemoteNodes(IClusterStore store, string node, TimeProvider time, ILogger log)
    {
        (_store, _time, _log) = (store, time, log);
        _listening = store.Listen(node, signal =>
        {
            if (signal is ClusterSignal.Answer or ClusterSignal.Reconnected)
            {
                _answers.Beat();
            }
        });
    }

    /// <summary>Hands a request to a node and awaits the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="stop">The one who asks has left.</param>
    /// <returns>The answer, or why there is none. Never throws but for <paramref name="stop"/>.</returns>
    public async Task<NodeAnswer> AskAsync(RemoteRequest request, TimeSpan limit, CancellationToken stop)
    {
        string unsent = await SendAsync(request, limit, stop).ConfigureAwait(false) ?? string.Empty;
        if (unsent.Length > 0)
        {
            return NodeAnswer.Unreached(request.To, StatusCodes.Status503ServiceUnavailable, unsent);
        }

        string? away = null;
        using CancellationTokenSource deadline = new(limit, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        try
        {
            while (true)
            {
                Task beat = _answers.Next;
                (ImmutableArray<RemoteAnswer> parts, bool complete, away) = await ReadAsync(request.Id, 0, either.Token).ConfigureAwait(false);
                if (complete)
                {
                    return parts.IsEmpty
                        ? NodeAnswer.Unreached(request.To, StatusCodes.Status504GatewayTimeout, $"{request.To} did not take the request in time")
                        : new NodeAnswer(request.To, parts[^1], Reached: true);
                }

                await Pulse.WaitAsync(beat, Look, _time, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            await ForgetAsync(request.Id).ConfigureAwait(false);
            string unknown = request.Method == HttpMethods.Get ? string.Empty : "; whether it was carried out is not known, 'cluster audit' may tell later";
            return NodeAnswer.Unreached(
                request.To,
                StatusCodes.Status504GatewayTimeout,
                $"{request.To} has not answered within {limit.TotalSeconds:0} s{(away is null ? string.Empty : $" ({away})")}{unknown}");
        }
        catch (OperationCanceledException)
        {
            await ForgetAsync(request.Id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts a request into a node's inbox, trying again while the store is away: the same request counts once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long to try.</param>
    /// <param name="stop">The one who asks has left.</param>
    /// <returns>Why it is not known to be there, or null when it is.</returns>
    public async Task<string?> SendAsync(RemoteRequest request, TimeSpan limit, CancellationToken stop)
    {
        string words = $"the store {_store.Name} does not answer";

        // A question that the store fails twice fails: a person would only wait for the same words. A command may be there already, so it is worth trying.
        int attempts = HttpMethods.IsGet(request.Method) ? 2 : int.MaxValue;
        using CancellationTokenSource deadline = new(limit < s_sending ? limit : s_sending, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    await _store.SendAsync(request, either.Token).ConfigureAwait(false);
                    return null;
                }
                catch (ClusterUnavailableException away)
                {
                    words = away.Message;
                }
                catch (ObjectDisposedException)
                {
                    words = "this node is stopping";
                    break;
                }

                if (attempt == attempts)
                {
                    break;
                }

                await Task.Delay(Look, _time, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The limit: the words say what the last attempt came to.
        }

        string unknown = request.Method == HttpMethods.Get ? string.Empty : "; whether the command was handed on is not known";
        return $"{request.To} cannot be asked: {words}{unknown}";
    }

    /// <summary>Hands a request to a node whose answer goes on, and gives the parts as they come.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long the first part may take.</param>
    /// <param name="live">Whether the node may still answer.</param>
    /// <param name="stop">The reader has left: the node is told so, and the parts end.</param>
    /// <returns>The first part says how the node answered; one that could not be reached gives problem details, and no more.</returns>
    public async IAsyncEnumerable<RemoteAnswer> StreamAsync(RemoteRequest request, TimeSpan limit, Func<bool> live, [EnumeratorCancellation] CancellationToken stop)
    {
        string? unsent = await SendAsync(request, limit, stop).ConfigureAwait(false);
        if (unsent is not null)
        {
            yield return NodeAnswer.Problem(StatusCodes.Status503ServiceUnavailable, "not reached", unsent);
            yield break;
        }

        bool over = false;
        try
        {
            int next = 0;
            long heard = _time.GetTimestamp();
            while (true)
            {
                Task beat = _answers.Next;
                (ImmutableArray<RemoteAnswer> parts, over, string? away) = await ReadAsync(request.Id, next, stop).ConfigureAwait(false);
                foreach (RemoteAnswer part in parts)
                {
                    next++;
                    yield return part;
                }

                if (over)
                {
                    yield break;
                }

                // While the store is away nothing can be heard, and nothing is said about the node by that.
                heard = parts.IsEmpty && (away is null || next == 0) ? heard : _time.GetTimestamp();
                TimeSpan silent = _time.GetElapsedTime(heard);
                if (next > 0 && away is null && parts.IsEmpty && (silent >= s_silence || !live()))
                {
                    yield return NodeAnswer.Problem(StatusCodes.Status504GatewayTimeout, "ended", $"{request.To} does not answer any more");
                    yield break;
                }

                if (next == 0 && (silent >= limit || !live()))
                {
                    yield return NodeAnswer.Problem(
                        StatusCodes.Status504GatewayTimeout, "not reached", $"{request.To} has not answered within {limit.TotalSeconds:0} s");
                    yield break;
                }

                await Pulse.WaitAsync(beat, Look, _time, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            if (!over)
            {
                await ForgetAsync(request.Id).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listening.Dispose();
        _lookers.Dispose();
    }

    private async Task<(ImmutableArray<RemoteAnswer> Parts, bool Complete, string? Away)> ReadAsync(Guid id, int from, CancellationToken stop)
    {
        await _lookers.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            (ImmutableArray<RemoteAnswer> parts, bool complete) = await _store.ReadAnswerAsync(id, from, stop).ConfigureAwait(false);
            return (parts, complete, null);
        }
        catch (ClusterUnavailableException away)
        {
            return ([], false, away.Message);
        }
        catch (ObjectDisposedException)
        {
            return ([], false, "this node is stopping");
        }
        finally
        {
            _lookers.Release();
        }
    }

    private async Task ForgetAsync(Guid id)
    {
        using CancellationTokenSource deadline = new(s_forget, _time);
        try
        {
            await _store.ForgetAsync(id, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is ClusterUnavailableException or OperationCanceledException or ObjectDisposedException)
        {
            // The other node notices by itself that nobody takes its answer; the store forgets by age.
            LogNotForgotten(_log, id, lost.Message);
        }
    }

    [LoggerMessage(3120, LogLevel.Debug, "The store was not told that nobody waits for {Request} any more: {Problem}")]
    private static partial void LogNotForgotten(ILogger log, Guid request, string problem);
}
