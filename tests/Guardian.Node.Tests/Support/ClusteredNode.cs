using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Guardian.Cluster;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Node.Api;
using Guardian.Node.Api.Cluster;
using Guardian.Node.Logging;
using Guardian.Testing.Cluster;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog.Events;
using Serilog.Parsing;

namespace Guardian.Node.Tests.Support;

/// <summary>A hosted node whose API on a real Unix socket is that of a cluster.</summary>
public sealed class ClusteredNode : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stops = new();
    private readonly ClusterBook _book;
    private readonly NodeLog _log = new();
    private readonly Lock _viewing = new(); // guards writing _view, from any thread that the store calls on
    private IDisposable _listening = null!;
    private NodeCluster _cluster = null!;
    private ApiServer _server = null!;
    private volatile ClusterView _view = ClusterView.Empty;

    private ClusteredNode(string name, MemoryClusterStore line, WorkerDefinition? floater, TimeProvider time)
    {
        (Name, Line) = (name, line);
        _book = new ClusterBook(new ClusterBookSetup
        {
            Node = name,
            Store = line,
            View = () => _view,
            Problem = () => line.Line == StoreLine.Up ? null : "cut off",
            Journal = () => Journal,
            Definition = worker => floater?.Name == worker ? floater : null,
            Backups = (view, _, _) => [.. view.Live.Select(member => member.Name)],
            Leave = (by, _) => Task.FromResult<CommandReply>(new CommandReply.Accepted($"{name} leaves for {by}")),
            Changed = () => { },
            Poll = TimeSpan.FromMilliseconds(100),
            Time = TimeProvider.System,
            Log = NullLogger.Instance,
        });
        Client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_directory.File("guardian.sock")), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://guardian"),
            Timeout = Await.Patience,
        };
    }

    public string Name { get; }

    /// <summary>The node's line to the store.</summary>
    public MemoryClusterStore Line { get; }

    public HostedNode Hosted { get; private set; } = null!;

    public HttpClient Client { get; }

    public string SocketPath => _directory.File("guardian.sock");

    public IClusterBook Book => _book;

    /// <summary>The shared journal as the node has it.</summary>
    public IEventJournal? Journal { get; set; }

    /// <summary>Whether the API asked the node to stop.</summary>
    public bool StopAsked => _stops.IsCancellationRequested;

    public static async Task<ClusteredNode> StartAsync(
        string name, MemoryClusterStore line, Func<Guid?> session, Action<GuardianBuilder> define, WorkerDefinition? floater, TimeProvider time)
    {
        ClusteredNode node = new(name, line, floater, time);
        node._listening = line.Listen(name, signal => node.Look());
        node.Look();
        node.Hosted = await HostedNode.StartAsync(define, node._directory.Path);
        GuardianNode inner = node.Hosted.Node;
        node._cluster = new NodeCluster(new NodeClusterSetup
        {
            Book = node._book,
            Store = line,
            Session = session,
            Socket = node.SocketPath,
            HasWorker = worker => inner.Find(worker) is not null,
            HasIncident = id => inner.Recovery.List(openOnly: false, null, int.MaxValue).Any(incident => incident.Id == id),
            Alerts = inner.Alerts,
            Poll = TimeSpan.FromSeconds(5),
            Time = time,
            NodeStops = node._stops.Token,
            Log = NullLogger.Instance,
        });
        GuardianApi api = new(inner, node._log, NodeCluster.Palettes(CorePalettes.All), TimeProvider.System, node._stops.Cancel, node._stops.Token);
        node._server = await ApiServer.StartAsync(node.SocketPath, api, NullLoggerFactory.Instance, CancellationToken.None, node._cluster);
        return node;
    }

    /// <summary>A line in the node's own log.</summary>
    public void Say(string words) => _log.Emit(new LogEvent(
        TimeProvider.System.GetUtcNow(), LogEventLevel.Information, null, new MessageTemplateParser().Parse(words), []));

    /// <summary>Asks for JSON; the answer must be of this status.</summary>
    public async Task<JsonNode> GetAsync(string path, int status = 200)
    {
        using HttpResponseMessage answer = await Client.GetAsync(path);
        string body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>Sends a command; the answer must be of this status. Gives its sentence.</summary>
    public async Task<string> PostAsync(string path, string body = "{}", int status = 200, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        using HttpResponseMessage answer = await Client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        JsonNode read = JsonNode.Parse(text)!;
        return (string)(read["message"] ?? read["detail"])!;
    }

    /// <summary>Lines of an answer that goes on, as they come.</summary>
    public async IAsyncEnumerable<string> FollowAsync(string path)
    {
        using Stream stream = await Client.GetStreamAsync(path);
        using StreamReader reader = new(stream);
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _stops.CancelAsync();
        await _cluster.DisposeAsync();
        await _server.DisposeAsync();
        await Hosted.DisposeAsync();
        _book.Dispose();
        _listening.Dispose();
        _stops.Dispose();
        _directory.Dispose();
    }

    private void Look()
    {
        ClusterView read = Line.View;

        // As the actor behind it does: a later state never gives way to an earlier one.
        lock (_viewing)
        {
            _view = read.Version >= _view.Version ? read : _view;
        }
    }
}
