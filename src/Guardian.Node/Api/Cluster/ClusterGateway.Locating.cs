using System.Collections.Immutable;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api.Cluster;

/// <content>Which nodes a request is for.</content>
internal sealed partial class ClusterGateway
{
    /// <summary>Which of the nodes have the thing that a request names; of a floating worker only those that run it, when there are any.</summary>
    private async Task<(ImmutableArray<string> Owners, ImmutableArray<string> Unreached)> LocateAsync(Exchange exchange, (ImmutableArray<string> Nodes, ImmutableArray<string> Lost) targets)
    {
        (string kind, string name) = (exchange.Request.Rule.Kind!, exchange.Request.Name!);
        string path = $"{ClusterRoutes.Has[(ClusterRoutes.Has.IndexOf(' ', StringComparison.Ordinal) + 1)..]}?kind={kind}&name={Uri.EscapeDataString(name)}";
        (string Node, bool? Has)[] answers = await Task.WhenAll(targets.Nodes.Select(async node =>
        {
            if (node == _book.Node)
            {
                return (node, await _has(kind, name).ConfigureAwait(false));
            }

            RemoteRequest question = Request(exchange, node) with { Method = HttpMethods.Get, Path = path, Body = null, GiveUpAfter = s_locating, Streams = false };
            NodeAnswer answer = await _remote.AskAsync(question, s_locating, exchange.Gone).ConfigureAwait(false);
            return (node, answer.Reached ? (bool?)(answer.Ok && ClusterApi.ReadHas(answer.Answer.Body.Span)) : null);
        })).ConfigureAwait(false);
        ImmutableArray<string> owners = [.. answers.Where(answer => answer.Has == true).Select(answer => answer.Node)];
        if (kind == "worker" && exchange.Request.Node is null or GatewayRequest.AllNodes)
        {
            ImmutableArray<string> running = [.. owners.Intersect(FloatingWorkers.HoldersOf(_book.View, name))];
            owners = running.IsEmpty ? owners : running;
        }

        return (owners, [.. targets.Lost, .. answers.Where(answer => answer.Has is null).Select(answer => answer.Node)]);
    }

    private async Task RefuseUnknownAsync(Exchange exchange, ImmutableArray<string> nodes, ImmutableArray<string> unreached)
    {
        // One that was asked says it in its own words, with the names that it has.
        string speaker = nodes.Contains(_book.Node) || nodes.All(unreached.Contains) ? _book.Node : nodes.First(node => !unreached.Contains(node));
        NodeAnswer spoken = await AskAsync(exchange, speaker).ConfigureAwait(false);
        NodeAnswer[] others = [.. nodes.Where(node => node != speaker && !unreached.Contains(node)).Select(node => new NodeAnswer(node, NodeAnswer.Problem(StatusCodes.Status404NotFound, string.Empty, string.Empty), Reached: true))];
        await AnswerAsync(exchange, NotFound([spoken, .. others], unreached)).ConfigureAwait(false);
    }

    /// <summary>This node's words for a name that nobody has, and who was asked besides.</summary>
    private RemoteAnswer NotFound(NodeAnswer[] answers, ImmutableArray<string> unreached)
    {
        NodeAnswer spoken = answers.FirstOrDefault(answer => answer.Node == _book.Node && answer.Reached)
            ?? answers.FirstOrDefault(answer => answer.Reached)
            ?? answers[0];
        string[] others = [.. answers.Where(answer => answer != spoken && answer.Reached).Select(answer => answer.Node)];
        if (others.Length == 0 && unreached.IsEmpty)
        {
            return spoken.Answer;
        }

        string nor = others.Length == 0 ? string.Empty : $"; nor is it on {string.Join(", ", others)}";
        string unasked = unreached.IsEmpty || !spoken.Reached ? string.Empty : $"; {string.Join(", ", unreached)} could not be asked";
        return AnswerMerger.WithMore(spoken.Answer, nor + unasked);
    }

    /// <summary>Nodes that a request is for, or null when the one it names cannot be asked (which has been answered).</summary>
    private async Task<(ImmutableArray<string> Nodes, ImmutableArray<string> Lost)?> TargetsAsync(Exchange exchange)
    {
        if (exchange.Request.Node is not { } node || node == GatewayRequest.AllNodes)
        {
            return Everybody();
        }

        return await RefuseAwayAsync(exchange, node).ConfigureAwait(false) ? null : ([node], []);
    }

    /// <summary>Refuses a node that is not live.</summary>
    /// <returns>Whether it has been refused.</returns>
    private async Task<bool> RefuseAwayAsync(Exchange exchange, string node)
    {
        if (node == _book.Node || _book.View.Find(node) is { State: MemberState.Live } or null)
        {
            return false;
        }

        await AnswerAsync(exchange, NodeAnswer.Problem(StatusCodes.Status409Conflict, "refused", $"node {node} cannot be asked: it {Is(node)}")).ConfigureAwait(false);
        return true;
    }

    private (ImmutableArray<string> Nodes, ImmutableArray<string> Lost) Everybody()
    {
        ClusterView view = _book.View;
        return (
            [.. view.Live.Select(member => member.Name).Append(_book.Node).Distinct().Order(StringComparer.Ordinal)],
            [.. view.Members.Where(member => member.State is MemberState.Lost && member.Name != _book.Node).Select(member => member.Name)]);
    }

    /// <summary>What to say of a node that is not live.</summary>
    private string Is(string node) => _book.View.Find(node)?.State switch
    {
        MemberState.Left => "has left the cluster",
        MemberState.Down => "is declared down",
        _ => "is lost",
    };

    private string UnknownNode(string node) => $"there is no node '{node}'; there is {string.Join(", ", _book.View.Members.Select(member => member.Name).DefaultIfEmpty(_book.Node))}";
}
