using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Guardian.Shell.Nodes;

/// <summary>Talks to one node's API over a Unix socket or TCP, on connections that are kept.</summary>
/// <remarks>Every network trouble becomes a <see cref="NodeUnreachableException"/>, every refusal a <see cref="NodeRefusedException"/>.</remarks>
internal sealed class NodeClient : IDisposable
{
    /// <summary>How long connecting and the list of palettes may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to a command may take; a stop waits for the worker's own deadline.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(300);

    private readonly NodeAddress _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _hasToken;

    public NodeClient(NodeAddress address, string? token, TimeProvider time)
    {
        (_address, _time) = (address, time);
        SocketsHttpHandler handler = new() { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout };
        if (address.SocketPath is { } path)
        {
            handler.ConnectCallback = (_, cancel) => ConnectAsync(path, cancel);
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

        // The socket file's owner is the proof over the Unix socket; a token is for TCP.
        if (!string.IsNullOrEmpty(token) && address.SocketPath is null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            _hasToken = true;
        }
    }

    /// <summary>Asks what the node offers.</summary>
    public async Task<PaletteSet> GetPalettesAsync(CancellationToken cancel)
    {
        try
        {
            byte[] json = await GetBytesAsync(new NodeRequest(false, "/api/v1/palettes", default), ConnectTimeout, cancel);
            return PaletteReader.Read(json);
        }
        catch (JsonException problem)
        {
            throw new NodeUnreachableException($"something answers at {_address.Text}, but not as a Guardian node ({problem.Message})", problem);
        }
        catch (NodeRefusedException problem) when (problem.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.MethodNotAllowed)
        {
            throw new NodeUnreachableException($"something answers at {_address.Text}, but not as a Guardian node (it has no /api/v1/palettes)", problem);
        }
    }

    /// <summary>Asks, and reads the whole answer, so that a caller prints either all of it or nothing.</summary>
    public async Task<byte[]> GetBytesAsync(NodeRequest request, TimeSpan timeout, CancellationToken cancel)
    {
        using CancellationTokenSource deadline = new(timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            using HttpResponseMessage response = await SendAsync(request, either.Token);
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new NodeUnreachableException($"the node at {_address.Text} does not answer (waited {timeout.TotalSeconds:0} s){Unknown(request)}", late);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw Lost(request, lost);
        }
    }

    /// <summary>Asks, and returns once the head of the answer is there; for answers that do not end.</summary>
    /// <remarks>Reading the body may still fail; hand such exceptions to <see cref="Lost"/>.</remarks>
    public async Task<HttpResponseMessage> SendAsync(NodeRequest request, CancellationToken cancel)
    {
        using HttpRequestMessage message = new(request.IsPost ? HttpMethod.Post : HttpMethod.Get, new Uri(_address.BaseUri, request.PathAndQuery));
        if (request.IsPost)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException problem) when (problem.InnerException is SocketException or UnauthorizedAccessException
            || problem.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new NodeUnreachableException(Unreachable(problem), problem);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            throw Lost(request, lost);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancel);
            int status = (int)response.StatusCode;
            string words = Problem.Words(body, status, response.ReasonPhrase);
            throw new NodeRefusedException(status == (int)HttpStatusCode.Unauthorized && !_hasToken ? $"{words} (GUARDIAN_TOKEN is not set)" : words, status);
        }
    }

    /// <summary>The words for a connection that broke after it was made.</summary>
    public NodeUnreachableException Lost(NodeRequest request, Exception lost) =>
        new($"the connection to the node at {_address.Text} was lost{Unknown(request)}", lost);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Unknown(NodeRequest request) => request.IsPost ? "; whether the command was carried out is not known" : "";

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private string Unreachable(HttpRequestException problem)
    {
        SocketError? error = (problem.InnerException as SocketException)?.SocketErrorCode;
        string advice = _address.SocketPath is { } path
            ? Advice(error, path)
            : error == SocketError.ConnectionRefused
                ? "nothing listens there: is the node started, with this TCP address configured?"
                : $"{problem.Message.TrimEnd('.')}. Check the host, the port and the network";
        return $"the node at {_address.Text} is not reachable: {advice}";
    }

    private static string Advice(SocketError? error, string path) => error switch
    {
        SocketError.AccessDenied => "permission denied on the socket: only the user who runs the node may use it",
        _ when !File.Exists(path) => $"there is no socket at {Path.GetFullPath(path)}: is the node started, and is this its data folder?",
        SocketError.ConnectionRefused => "the socket is there but nothing listens on it: the node has ended; start it with 'guardian start'",
        _ => "is the node started, and may this user read and write the socket?",
    };
}
