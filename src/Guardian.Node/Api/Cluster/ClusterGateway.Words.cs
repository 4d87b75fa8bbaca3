using System.Collections.Immutable;
using System.Text.Json;
using Guardian.Cluster;
using Guardian.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api.Cluster;

/// <content>What a person lastingly wants of workers, and deeds on the cluster as a whole.</content>
internal sealed partial class ClusterGateway
{
    /// <summary>Start, stop and scale of a local worker: each node that has it, also when it is away.</summary>
    private async Task StandingAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        if (request.Node is { } node && node != GatewayRequest.AllNodes)
        {
            if (node == _book.Node)
            {
                await exchange.Next(exchange.Http).ConfigureAwait(false);
                return;
            }

            NodeAnswer one = await TellAsync(exchange, node).ConfigureAwait(false);
            await AnswerAsync(exchange, one.Answer).ConfigureAwait(false);
            return;
        }

        (ImmutableArray<string> Nodes, ImmutableArray<string> Lost) everybody = Everybody();
        (ImmutableArray<string> owners, ImmutableArray<string> unreached) = await LocateAsync(exchange, everybody).ConfigureAwait(false);
        NameUnreached(exchange, unreached);
        if (owners.IsEmpty)
        {
            await RefuseUnknownAsync(exchange, everybody.Nodes, unreached).ConfigureAwait(false);
        }
        else if (owners is [{ } only] && only == _book.Node)
        {
            await exchange.Next(exchange.Http).ConfigureAwait(false);
        }
        else
        {
            NodeAnswer[] answers = await Task.WhenAll(owners.Select(owner => owner == _book.Node ? AskOwnAsync(exchange) : TellAsync(exchange, owner))).ConfigureAwait(false);
            await AnswerAsync(exchange, AnswerMerger.Sentences(answers)).ConfigureAwait(false);
        }
    }

    /// <summary>Hands a person's lasting word to a node: one that is away finds it when it returns.</summary>
    private async Task<NodeAnswer> TellAsync(Exchange exchange, string node)
    {
        RemoteRequest request = Request(exchange, node) with { GiveUpAfter = Kept };
        string waits = $"the command waits in its inbox, and is carried out when it is back within {Kept.TotalDays:0} days";
        switch (_book.View.Find(node)?.State)
        {
            case MemberState.Down:
                return NodeAnswer.Unreached(node, StatusCodes.Status409Conflict, $"node {node} is down: somebody has declared that it will not come back");
            case MemberState.Lost or MemberState.Left:
                string? unsent = await _remote.SendAsync(request, exchange.Request.Rule.Limit, exchange.Gone).ConfigureAwait(false);
                return unsent is null
                    ? Accepted(node, $"node {node} is {State(node)}; {waits}")
                    : NodeAnswer.Unreached(node, StatusCodes.Status503ServiceUnavailable, unsent);
            default:
                NodeAnswer answer = await _remote.AskAsync(request, exchange.Request.Rule.Limit, exchange.Gone).ConfigureAwait(false);
                return !answer.Reached && answer.Answer.Status == StatusCodes.Status504GatewayTimeout
                    ? Accepted(node, $"node {node} has not answered within {exchange.Request.Rule.Limit.TotalSeconds:0} s; {waits}")
                    : answer;
        }
    }

    /// <summary>Start, stop and scale of a floating worker, by way of the inbox of a node that defines it.</summary>
    private async Task IntendSomewhereAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        if (request.Node is { } named && named != GatewayRequest.AllNodes)
        {
            await AnswerAsync(exchange, NodeAnswer.Problem(
                StatusCodes.Status409Conflict,
                "refused",
                $"{request.Name} floats: start, stop and scale count for the whole cluster, so leave --node out; 'cluster drain' empties a node")).ConfigureAwait(false);
            return;
        }

        ImmutableArray<string> definers = FloatingWorkers.DefinersOf(_book.View, request.Name!);
        await AuditedAsync(exchange, definers.IsEmpty || definers.Contains(_book.Node) ? _book.Node : definers[0]).ConfigureAwait(false);
    }

    /// <summary>Keeps the word about a floating worker; this came out of the inbox.</summary>
    private async Task IntendAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        string by = exchange.OwnCaller;
        try
        {
            CommandReply reply = exchange.Key[(exchange.Key.LastIndexOf('/') + 1)..] switch
            {
                "start" => await _book.StartAsync(request.Name!, by, exchange.Gone).ConfigureAwait(false),
                "stop" => await _book.StopAsync(request.Name!, by, exchange.Gone).ConfigureAwait(false),
                _ => Instances(request.Body) is { } instances
                    ? await _book.ScaleAsync(request.Name!, instances, by, exchange.Gone).ConfigureAwait(false)
                    : new CommandReply.Refused("'instances' must be a whole number"),
            };
            await ApiAnswers.ReplyAsync(exchange.Http, reply).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException away)
        {
            await ClusterApi.AwayAsync(exchange.Http, away).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a node do a deed on the cluster, by way of its inbox, where it is written down.</summary>
    private async Task AuditedAsync(Exchange exchange, string node)
    {
        if (await RefuseAwayAsync(exchange, node).ConfigureAwait(false))
        {
            return;
        }

        if (_book.View.Find(node) is not { State: MemberState.Live })
        {
            // This node is no member now, so nobody would take it out of the inbox; the deed itself needs the store only.
            LogUnaudited(_log, exchange.Key, exchange.Request.By);
            await (exchange.Request.Rule.Reach is Reach.Standing ? IntendAsync(exchange) : exchange.Next(exchange.Http)).ConfigureAwait(false);
            return;
        }

        RemoteRequest request = Request(exchange, node);
        NodeAnswer answer = await _remote.AskAsync(request, exchange.Request.Rule.Limit, exchange.Gone).ConfigureAwait(false);
        await AnswerAsync(exchange, answer.Answer).ConfigureAwait(false);
    }

    private static NodeAnswer Accepted(string node, string words) => new(node, ApiAnswers.Message(words), Reached: true);

    private static int? Instances(string? body) =>
        ApiAnswers.ObjectOf(System.Text.Encoding.UTF8.GetBytes(body ?? string.Empty)) is { } read
        && read.TryGetProperty("instances", out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int instances) ? instances : null;

    [LoggerMessage(3121, LogLevel.Warning, "{Deed} by {By} is not in the cluster's audit: this node is not a live member")]
    private static partial void LogUnaudited(ILogger log, string deed, string by);
}
