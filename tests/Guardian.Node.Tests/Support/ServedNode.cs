using System.Net.Sockets;
using System.Text;
using Guardian.Hosting;
using Guardian.Node.Api;
using Guardian.Node.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Node.Tests.Support;

/// <summary>A hosted node with its API on a real Unix socket, and a client of it.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly CancellationTokenSource _stops;
    private readonly ApiServer _server;

    private ServedNode(TemporaryDirectory directory, HostedNode hosted, CancellationTokenSource stops, ApiServer server, NodeLog log)
    {
        (_directory, Hosted, _stops, _server, Log) = (directory, hosted, stops, server, log);
        Client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://guardian"),
            Timeout = Await.Patience,
        };
    }

    public HttpClient Client { get; }

    public HostedNode Hosted { get; }

    public NodeLog Log { get; }

    public string SocketPath => _directory.File("guardian.sock");

    /// <summary>Whether the API asked the node to stop.</summary>
    public bool StopAsked => _stops.IsCancellationRequested;

    public static async Task<ServedNode> StartAsync(Action<GuardianBuilder> define)
    {
        TemporaryDirectory directory = new();
        HostedNode hosted = await HostedNode.StartAsync(define, directory.Path);
        NodeLog log = new();
        CancellationTokenSource stops = new();
        GuardianApi api = new(hosted.Node, log, CorePalettes.All, TimeProvider.System, stops.Cancel, stops.Token);
        ApiServer server = await ApiServer.StartAsync(directory.File("guardian.sock"), api, NullLoggerFactory.Instance, CancellationToken.None);
        return new ServedNode(directory, hosted, stops, server, log);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body) => Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

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
        await _server.DisposeAsync();
        await Hosted.DisposeAsync();
        _stops.Dispose();
        _directory.Dispose();
    }
}
