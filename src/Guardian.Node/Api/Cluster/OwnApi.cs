using System.Net.Sockets;
using System.Text;
using Guardian.Cluster;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api.Cluster;

/// <summary>Asks this node's own API over its socket, as what it answers for itself alone.</summary>
internal sealed class OwnApi : IDisposable
{
    /// <summary>Header that narrows a request to the node that gets it.</summary>
    public const string ScopeHeader = "X-Guardian-Scope";

    /// <summary>The only value of <see cref="ScopeHeader"/>.</summary>
    public const string Here = "here";

    /// <summary>Header that proves a request to come out of this node's inbox.</summary>
    public const string RelayHeader = "X-Guardian-Relay";

    private const int BufferBytes = 16 * 1024;

    private readonly HttpClient _http;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <param name="relay">Value of <see cref="RelayHeader"/>, known to this process only.</param>
    public OwnApi(string socket, string relay)
    {
        Relay = relay;
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, stop) =>
            {
                Socket line = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await line.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop).ConfigureAwait(false);
                    return new NetworkStream(line, ownsSocket: true);
                }
                catch (Exception refused) when (refused is SocketException or OperationCanceledException)
                {
                    line.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://guardian"),
            Timeout = Timeout.InfiniteTimeSpan, // every caller has its own limit
        };
    }

    /// <summary>Value of <see cref="RelayHeader"/>.</summary>
    public string Relay { get; }

    /// <summary>Asks, and returns when the head of the answer is there.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="relayed">Whether it comes out of the inbox.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="HttpRequestException">The API is not there (any more).</exception>
    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body, string by, bool relayed, CancellationToken stop)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("User-Agent", by);
        request.Headers.TryAddWithoutValidation(ScopeHeader, Here);
        if (relayed)
        {
            request.Headers.TryAddWithoutValidation(RelayHeader, Relay);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
    }

    /// <summary>Asks, and reads the whole answer.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">JSON, or null.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="relayed">Whether it comes out of the inbox.</param>
    /// <param name="most">Most bytes of the answer; a longer one becomes an error that says so.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="HttpRequestException">The API is not there (any more).</exception>
    public async Task<RemoteAnswer> AskAsync(string method, string path, string? body, string by, bool relayed, int most, CancellationToken stop)
    {
        using HttpResponseMessage response = await SendAsync(method, path, body, by, relayed, stop).ConfigureAwait(false);
        using Stream content = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        using MemoryStream all = new();
        byte[] buffer = new byte[BufferBytes];
        try
        {
            for (int read; (read = await content.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0;)
            {
                if (all.Length + read > most)
                {
                    return NodeAnswer.Problem(
                        StatusCodes.Status502BadGateway,
                        "too large",
                        $"the answer has more than the {most / (1024 * 1024)} MiB that go from node to node; ask for less, or that node itself");
                }

                await all.WriteAsync(buffer.AsMemory(0, read), stop).ConfigureAwait(false);
            }
        }
        catch (IOException broken)
        {
            throw new HttpRequestException("the answer broke off", broken);
        }

        return new RemoteAnswer((int)response.StatusCode, TypeOf(response), all.ToArray());
    }

    /// <summary>Media type of an answer.</summary>
    public static string TypeOf(HttpResponseMessage response) => response.Content.Headers.ContentType?.ToString() ?? "application/octet-stream";

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
