using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api.Cluster;

/// <summary>Stands before the API of a node in a cluster, and lets every request count for the nodes that it concerns.</summary>
/// <remarks>
/// <see cref="ClusterRoutes"/> says which those are. A request is narrowed by <c>node</c>; with <see cref="OwnApi.ScopeHeader"/> it is left to this
/// node. What cannot be asked in time is named in <see cref="UnreachableHeader"/>.
/// </remarks>
internal sealed partial class ClusterGateway
{
    /// <summary>Header that names the nodes which are missing in an answer.</summary>
    public const string UnreachableHeader = "X-Guardian-Unreachable";

    /// <summary>How long what a person lastingly wants of a worker waits for a node that is away.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Largest answer of this node to itself: it does not go through the store.</summary>
    private const int MostOwnBytes = 64 * 1024 * 1024;

    /// <summary>How long a node may take to say whether it has something.</summary>
    private static readonly TimeSpan s_locating = TimeSpan.FromSeconds(10);

    private readonly IClusterBook _book;
    private readonly OwnApi _own;
    private readonly RemoteNodes _remote;
    private readonly Func<string, string, Task<bool>> _has;
    private readonly CancellationToken _nodeStops;
    private readonly ILogger _log;

    /// <summary>Makes it.</summary>
    /// <param name="book">The cluster.</param>
    /// <param name="own">This node.</param>
    /// <param name="remote">The others.</param>
    /// <param name="has">Whether this node has a thing: kind and name.</param>
    /// <param name="log">Where it says what it did around the audit.</param>
    /// <param name="nodeStops">Ends answers that go on.</param>
    public ClusterGateway(IClusterBook book, OwnApi own, RemoteNodes remote, Func<string, string, Task<bool>> has, ILogger log, CancellationToken nodeStops) =>
        (_book, _own, _remote, _has, _log, _nodeStops) = (book, own, remote, has, log, nodeStops);

    /// <summary>Handles a request whose route is known.</summary>
    /// <param name="http">The request.</param>
    /// <param name="next">The handler of this node.</param>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.RoutePattern.RawText is not { } pattern || pattern.StartsWith("{*", StringComparison.Ordinal))
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        string key = $"{http.Request.Method} {pattern}";
        RouteRule rule = ClusterRoutes.All.GetValueOrDefault(key) ?? ClusterRoutes.Unlisted;
        string[] scopes = [.. http.Request.Headers[OwnApi.ScopeHeader].Select(scope => scope ?? string.Empty)];
        if (scopes is not ([] or [OwnApi.Here]))
        {
            await ApiAnswers.ProblemAsync(
                http, StatusCodes.Status400BadRequest, "malformed", $"{OwnApi.ScopeHeader} can be '{OwnApi.Here}', once, and nothing else").ConfigureAwait(false);
            return;
        }

        // What is written down in the audit is so for everybody: the scope alone does not get a deed around it.
        bool relayed = IsRelayed(http);
        bool here = scopes.Length > 0;
        bool ofAll = rule.Reach is Reach.Audited || (rule.Reach is Reach.Standing && Floats(http, rule));
        if (rule.Reach is Reach.Shared || (here && !ofAll) || (relayed && rule.Reach is Reach.Audited))
        {
            await next(http).ConfigureAwait(false);
            return;
        }

        if (await GatewayRequest.ReadAsync(http, endpoint, rule).ConfigureAwait(false) is not { } request)
        {
            if (!http.Response.HasStarted)
            {
                await next(http).ConfigureAwait(false);
            }

            return;
        }

        if (ofAll && here)
        {
            request.NarrowToHere();
        }

        try
        {
            await HandleAsync(new Exchange(http, next, request, key), relayed).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || _nodeStops.IsCancellationRequested)
        {
            // The person has left, or the node stops: nobody reads what would be said.
        }
    }

    private Task HandleAsync(Exchange exchange, bool relayed)
    {
        GatewayRequest request = exchange.Request;
        if (request.Node is { } node && node != GatewayRequest.AllNodes && node != _book.Node && _book.View.Find(node) is null)
        {
            return AnswerAsync(exchange, NodeAnswer.Problem(StatusCodes.Status404NotFound, "unknown name", UnknownNode(node)));
        }

        if (request is { Node: GatewayRequest.AllNodes, Rule.All: false })
        {
            return AnswerAsync(exchange, NodeAnswer.Problem(StatusCodes.Status409Conflict, "refused", "this is done on one node at a time; name it with --node"));
        }

        bool floats = request is { Rule.Reach: Reach.Standing, Name: { } worker } && _book.Floats(worker);
        return request.Rule.Reach switch
        {
            Reach.Standing when floats => relayed ? IntendAsync(exchange) : IntendSomewhereAsync(exchange),
            Reach.Audited => AuditedAsync(exchange, request.Node ?? _book.Node),
            Reach.Standing => StandingAsync(exchange),
            Reach.Everywhere => EverywhereAsync(exchange),
            Reach.Worker when request.Name is null => exchange.Next(exchange.Http), // its handler says what is missing
            Reach.Worker or Reach.Thing => request.IsGet && !request.Follows ? ShowAsync(exchange) : ActAsync(exchange),
            Reach.ThisNode => request.Node == GatewayRequest.AllNodes ? AllOfAsync(exchange) : OneAsync(exchange, request.Node ?? _book.Node),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>A list: all live nodes, or one.</summary>
    private async Task EverywhereAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        if (await TargetsAsync(exchange).ConfigureAwait(false) is not { } targets)
        {
            return;
        }

        if (request.Follows)
        {
            NameUnreached(exchange, targets.Lost);
            await FollowAsync(exchange, targets.Nodes).ConfigureAwait(false);
            return;
        }

        NodeAnswer[] answers = await AskAllAsync(exchange, targets.Nodes).ConfigureAwait(false);

        // What this node refuses (a query that makes no sense), every node does; and of one node its answer is wanted, whatever it is.
        NodeAnswer? refusal = answers.FirstOrDefault(answer => !answer.Ok && (answer.Node == _book.Node || answers.Length == 1));
        if (refusal is not null)
        {
            await AnswerAsync(exchange, refusal.Answer).ConfigureAwait(false);
            return;
        }

        RemoteAnswer merged = AnswerMerger.Merge(request.Rule, request.Limit, [.. answers.Where(answer => answer.Ok)], out ImmutableArray<string> unreadable);
        NameUnreached(exchange, [.. targets.Lost, .. answers.Where(answer => !answer.Ok).Select(answer => answer.Node), .. unreadable]);
        await AnswerAsync(exchange, merged).ConfigureAwait(false);
    }

    /// <summary>Something about a node itself, of every node.</summary>
    private async Task AllOfAsync(Exchange exchange)
    {
        if (exchange.Request.Rule.Form is not AnswerForm.Message)
        {
            await EverywhereAsync(exchange).ConfigureAwait(false);
            return;
        }

        (ImmutableArray<string> nodes, ImmutableArray<string> lost) = Everybody();
        NodeAnswer[] answers = await AskAllAsync(exchange, nodes).ConfigureAwait(false);
        NameUnreached(exchange, [.. lost, .. answers.Where(answer => !answer.Reached).Select(answer => answer.Node)]);
        await AnswerAsync(exchange, AnswerMerger.Sentences(answers)).ConfigureAwait(false);
    }

    /// <summary>Something about one node itself.</summary>
    private async Task OneAsync(Exchange exchange, string node)
    {
        GatewayRequest request = exchange.Request;

        // Rows always tell their node; a record does when a node was asked for, so that the answer has one form whichever it is.
        bool named = request.Rule.Form is AnswerForm.Rows || (request is { IsGet: true, Rule.Form: AnswerForm.Record } && request.Node is not null);
        if (node == _book.Node && !named)
        {
            await exchange.Next(exchange.Http).ConfigureAwait(false);
            return;
        }

        if (await RefuseAwayAsync(exchange, node).ConfigureAwait(false))
        {
            return;
        }

        if (request.Follows)
        {
            await FollowAsync(exchange, [node]).ConfigureAwait(false);
            return;
        }

        NodeAnswer answer = await AskAsync(exchange, node).ConfigureAwait(false);
        RemoteAnswer shown = answer.Answer;
        if (answer.Ok && request.IsGet)
        {
            shown = request.Rule.Form switch
            {
                AnswerForm.Rows => AnswerMerger.Merge(request.Rule, request.Limit, [answer], out _),
                AnswerForm.Record => AnswerMerger.Named(answer, alsoOn: null),
                _ => shown,
            };
        }

        await AnswerAsync(exchange, shown).ConfigureAwait(false);
    }

    /// <summary>One thing by name, to be read: whoever has it.</summary>
    private async Task ShowAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        if (await TargetsAsync(exchange).ConfigureAwait(false) is not { } targets)
        {
            return;
        }

        NodeAnswer[] answers = await AskAllAsync(exchange, targets.Nodes).ConfigureAwait(false);
        NodeAnswer[] good = [.. answers.Where(answer => answer.Ok)];
        NodeAnswer? failed = answers.FirstOrDefault(answer => answer is { Reached: true, Ok: false, Unknown: false });
        NameUnreached(exchange, [.. targets.Lost, .. answers.Where(answer => answer is { Ok: false, Unknown: false }).Select(answer => answer.Node)]);
        if (good.Length == 0)
        {
            ImmutableArray<string> unreached = [.. targets.Lost, .. answers.Where(answer => !answer.Reached).Select(answer => answer.Node)];
            await AnswerAsync(exchange, failed?.Answer ?? NotFound(answers, unreached)).ConfigureAwait(false);
        }
        else if (request.Rule.Reach is Reach.Thing && good.Length > 1)
        {
            await AnswerAsync(exchange, Ambiguous(request, [.. good.Select(answer => answer.Node)])).ConfigureAwait(false);
        }
        else if (request.Rule.Form is AnswerForm.Text || request.Node == GatewayRequest.AllNodes)
        {
            await AnswerAsync(exchange, AnswerMerger.Merge(request.Rule, 0, InOrder(request, good), out _)).ConfigureAwait(false);
        }
        else
        {
            NodeAnswer[] order = [.. InOrder(request, good)];
            ImmutableArray<string>? others = request.Rule.Reach is Reach.Worker ? [.. order.Skip(1).Select(answer => answer.Node)] : null;
            await AnswerAsync(exchange, AnswerMerger.Named(order[0], others)).ConfigureAwait(false);
        }
    }

    /// <summary>A command on one thing by name, or a text of it that goes on: those that have it are found first.</summary>
    private async Task ActAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        if (await TargetsAsync(exchange).ConfigureAwait(false) is not { } targets)
        {
            return;
        }

        (ImmutableArray<string> owners, ImmutableArray<string> unreached) = await LocateAsync(exchange, targets).ConfigureAwait(false);
        NameUnreached(exchange, unreached);
        if (owners.IsEmpty)
        {
            await RefuseUnknownAsync(exchange, targets.Nodes, unreached).ConfigureAwait(false);
        }
        else if (request.Rule.Reach is Reach.Thing && owners.Length > 1)
        {
            await AnswerAsync(exchange, Ambiguous(request, owners)).ConfigureAwait(false);
        }
        else if (owners is [{ } only] && only == _book.Node)
        {
            await exchange.Next(exchange.Http).ConfigureAwait(false);
        }
        else if (request.Follows)
        {
            await FollowAsync(exchange, owners).ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(exchange, AnswerMerger.Sentences(await AskAllAsync(exchange, owners).ConfigureAwait(false))).ConfigureAwait(false);
        }
    }

    /// <summary>Words for several nodes that all have something with an id which is unique on one node only.</summary>
    private static RemoteAnswer Ambiguous(GatewayRequest request, ImmutableArray<string> nodes) => NodeAnswer.Problem(
        StatusCodes.Status409Conflict,
        "refused",
        $"there is {(request.Rule.Kind is "alert" or "incident" ? "an" : "a")} {request.Rule.Kind} '{request.Name}' on each of {string.Join(", ", nodes)}; say which with --node");

    /// <summary>Where a worker runs comes first when it floats, then this node, then the others by name.</summary>
    private IReadOnlyList<NodeAnswer> InOrder(GatewayRequest request, IEnumerable<NodeAnswer> answers)
    {
        ImmutableArray<string> holders = request is { Rule.Reach: Reach.Worker, Name: { } worker } ? FloatingWorkers.HoldersOf(_book.View, worker) : [];
        return
        [
            .. answers
                .Where(answer => holders.IsEmpty || holders.Contains(answer.Node) || !answers.Any(other => holders.Contains(other.Node)))
                .OrderBy(answer => answer.Node == _book.Node ? 0 : 1)
                .ThenBy(answer => answer.Node, StringComparer.Ordinal),
        ];
    }

    private Task<NodeAnswer[]> AskAllAsync(Exchange exchange, ImmutableArray<string> nodes) =>
        Task.WhenAll(nodes.Select(node => AskAsync(exchange, node)));

    private Task<NodeAnswer> AskAsync(Exchange exchange, string node) =>
        node == _book.Node ? AskOwnAsync(exchange) : _remote.AskAsync(Request(exchange, node), exchange.Request.Rule.Limit, exchange.Gone);

    private async Task<NodeAnswer> AskOwnAsync(Exchange exchange)
    {
        GatewayRequest request = exchange.Request;
        try
        {
            return new NodeAnswer(
                _book.Node,
                await _own.AskAsync(request.Method, request.Path, request.Body, exchange.OwnCaller, relayed: false, MostOwnBytes, exchange.Gone).ConfigureAwait(false),
                Reached: true);
        }
        catch (HttpRequestException stopping)
        {
            return NodeAnswer.Unreached(_book.Node, StatusCodes.Status503ServiceUnavailable, $"this node is stopping ({stopping.Message})");
        }
    }

    private RemoteRequest Request(Exchange exchange, string node) => new()
    {
        Id = Guid.NewGuid(),
        To = node,
        From = _book.Node,
        By = exchange.Request.By,
        Method = exchange.Request.Method,
        Path = exchange.Request.Path,
        Body = exchange.Request.Body,
        GiveUpAfter = exchange.Request.Rule.Limit,
        Streams = exchange.Request.Follows,
    };

    private static void NameUnreached(Exchange exchange, ImmutableArray<string> nodes)
    {
        if (!nodes.IsEmpty)
        {
            exchange.Http.Response.Headers[UnreachableHeader] = string.Join(", ", nodes.Distinct().Order(StringComparer.Ordinal).Select(Printable));
        }
    }

    /// <summary>A name may be that of a server, which may hold anything; a header may not.</summary>
    private static string Printable(string node) => string.Concat(node.Select(letter => letter is > ' ' and <= '~' and not ',' ? letter : '?'));

    private static async Task AnswerAsync(Exchange exchange, RemoteAnswer answer)
    {
        HttpResponse response = exchange.Http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, exchange.Gone).ConfigureAwait(false);
    }

    private bool Floats(HttpContext http, RouteRule rule) => http.Request.RouteValues[rule.InPath!] is string worker && _book.Floats(worker);

    private bool IsRelayed(HttpContext http) =>
        http.Request.Headers[OwnApi.RelayHeader] is [{ } given]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(_own.Relay));

    /// <summary>One request on its way.</summary>
    /// <param name="Http">Its context.</param>
    /// <param name="Next">The handler of this node.</param>
    /// <param name="Request">The request, taken apart.</param>
    /// <param name="Key">Method and route.</param>
    private sealed record Exchange(HttpContext Http, RequestDelegate Next, GatewayRequest Request, string Key)
    {
        /// <summary>The person has left.</summary>
        public CancellationToken Gone => Http.RequestAborted;

        /// <summary>The caller as this node's own handlers would have read it.</summary>
        public string OwnCaller => GatewayRequest.CallerOf(Http);
    }
}
