using System.Collections.Immutable;
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

    /// <summary>Header that names nodes of the cluster which are missing in an answer.</summary>
    private const string UnreachableHeader = "X-Guardian-Unreachable";

    /// <summary>Header of the palettes that says why one is not there: its name, a colon, and the reason.</summary>
    private const string AbsentHeader = "X-Guardian-Absent";

    /// <summary>Header in which a person's name goes along; a node alone does not look at it.</summary>
    private const string ByHeader = "X-Guardian-By";

    private readonly NodeAddress _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _hasToken;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="address">The node.</param>
    /// <param name="token">Token for a node on TCP, or null.</param>
    /// <param name="time">Clock of the limits.</param>
    /// <param name="person">Who asks, for the node's records; null when it is not known.</param>
    public NodeClient(NodeAddress address, string? token, TimeProvider time, string? person = null)
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

        if (!string.IsNullOrEmpty(person) && person.All(letter => letter is > ' ' and <= '~'))
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(ByHeader, $"pbm/{person}");
        }
    }

    /// <summary>Asks what the node offers.</summary>
    public async Task<PaletteSet> GetPalettesAsync(CancellationToken cancel)
    {
        try
        {
            ImmutableDictionary<string, string> absent = ImmutableDictionary<string, string>.Empty;
            byte[] json = await GetBytesAsync(new NodeRequest(false, "/api/v1/palettes", default), ConnectTimeout, cancel, headers =>
            {
                if (Header(headers, AbsentHeader)?.Split(": ", 2) is [{ } name, { } why])
                {
                    absent = absent.SetItem(name, why);
                }
            });
            return PaletteReader.Read(json) with { Absent = absent };
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
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="heads">Shown the headers of an answer that is no refusal.</param>
    public async Task<byte[]> GetBytesAsync(NodeRequest request, TimeSpan timeout, CancellationToken cancel, Action<HttpResponseHeaders>? heads = null)
    {
        using CancellationTokenSource deadline = new(timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        try
        {
            using HttpResponseMessage response = await SendAsync(request, either.Token);
            heads?.Invoke(response.Headers);
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

    /// <summary>Nodes of the cluster that are missing in an answer, as the node that was asked names them; null when it is complete.</summary>
    public static string? MissingNodes(HttpResponseHeaders headers) => Header(headers, UnreachableHeader);

    /// <summary>The words for a connection that broke after it was made.</summary>
    public NodeUnreachableException Lost(NodeRequest request, Exception lost) =>
        new($"the connection to the node at {_address.Text} was lost{Unknown(request)}", lost);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

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
