using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Guardian.Integration.Tests.Play;

/// <summary>The API of one node on its Unix socket.</summary>
internal sealed class NodeApi : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http;

    public NodeApi(string socket)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, stop) =>
            {
                Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://node"), Timeout = Waiting.Generous };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
    }

    /// <summary>Asks; null while no node listens.</summary>
    public async Task<T?> GetAsync<T>(string path)
        where T : class
    {
        try
        {
            return await _http.GetFromJsonAsync<T>(path, Json);
        }
        catch (HttpRequestException)
        {
            return null; // starting, stopping or dead; whoever waits asks again
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Asks for lines of text.</summary>
    public async Task<string[]> LinesAsync(string path) => (await _http.GetStringAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Gives a command.</summary>
    public async Task<ReplyView> PostAsync(string path, object? body = null)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(path, body ?? new { }, Json);
        JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>(Json);
        string text = answer.TryGetProperty("message", out JsonElement message) ? message.GetString()! : answer.GetProperty("detail").GetString()!;
        return new ReplyView((int)response.StatusCode, text);
    }

    public void Dispose() => _http.Dispose();
}
