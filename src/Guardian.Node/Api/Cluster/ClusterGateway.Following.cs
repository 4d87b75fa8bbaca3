using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Guardian.Cluster;

namespace Guardian.Node.Api.Cluster;

/// <content>Answers that do not end.</content>
internal sealed partial class ClusterGateway
{
    private async Task FollowAsync(Exchange exchange, ImmutableArray<string> nodes)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(exchange.Gone, _nodeStops);
        if (nodes is [{ } only])
        {
            await LineMerger.OneAsync(exchange.Http, OpenAsync(exchange, only, ends.Token), ends.Token).ConfigureAwait(false);
            return;
        }

        // What this node refuses, every node does: it is asked first, and its refusal is the answer.
        if (nodes.Contains(_book.Node))
        {
            RemoteAnswer head = await HeadAsync(OpenAsync(exchange, _book.Node, ends.Token), ends.Token).ConfigureAwait(false);
            if (head.Status is < 200 or >= 300)
            {
                await AnswerAsync(exchange, head).ConfigureAwait(false);
                return;
            }
        }

        await LineMerger.AllAsync(exchange.Http, [.. nodes.Select(node => (node, OpenAsync(exchange, node, ends.Token)))], ends.Token).ConfigureAwait(false);
    }

    private static async Task<RemoteAnswer> HeadAsync(IAsyncEnumerable<RemoteAnswer> parts, CancellationToken stop)
    {
        await foreach (RemoteAnswer part in parts.WithCancellation(stop).ConfigureAwait(false))
        {
            return part;
        }

        throw new UnreachableException(); // there is always a head
    }

    private IAsyncEnumerable<RemoteAnswer> OpenAsync(Exchange exchange, string node, CancellationToken stop) => node == _book.Node
        ? OpenOwnAsync(exchange, stop)
        : _remote.StreamAsync(Request(exchange, node), exchange.Request.Rule.Limit, () => _book.View.Find(node)?.State == MemberState.Live, stop);

    private async IAsyncEnumerable<RemoteAnswer> OpenOwnAsync(Exchange exchange, [EnumeratorCancellation] CancellationToken stop)
    {
        GatewayRequest request = exchange.Request;
        await foreach (RemoteAnswer part in StreamReading.PartsAsync(
            () => _own.SendAsync(request.Method, request.Path, request.Body, exchange.OwnCaller, relayed: false, stop), stop).ConfigureAwait(false))
        {
            yield return part;
        }
    }
}
