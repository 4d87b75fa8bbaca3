using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Guardian.Cluster;
using Guardian.Hosting;
using Microsoft.AspNetCore.Http;

namespace Guardian.Node.Api;

/// <summary>Writes answers and reads small requests.</summary>
internal static class ApiAnswers
{
    /// <summary>Largest request body the server reads; every request of the API is far smaller.</summary>
    public const int MostBodyBytes = 64 * 1024;

    public static async Task JsonAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    public static Task MessageAsync(HttpContext http, string message) => JsonAsync(http, new ApiMessage(message), ApiJson.Default.ApiMessage);

    /// <summary>The same sentence as an answer from one node to another.</summary>
    public static RemoteAnswer Message(string message, int status = StatusCodes.Status200OK) =>
        new(status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(new ApiMessage(message), ApiJson.Default.ApiMessage));

    public static async Task ProblemAsync(HttpContext http, int status, string title, string detail)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new ApiProblem(title, status, detail), ApiJson.Default.ApiProblem);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    public static Task ReplyAsync(HttpContext http, CommandReply reply) => reply switch
    {
        CommandReply.Accepted accepted => MessageAsync(http, accepted.Message),
        CommandReply.UnknownName unknown => ProblemAsync(http, StatusCodes.Status404NotFound, "unknown name", unknown.Message),
        CommandReply.Refused refused => ProblemAsync(http, StatusCodes.Status409Conflict, "refused", refused.Message),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Reads the request's JSON object.</summary>
    /// <returns>The object; null after a problem was answered. A request without a body is an empty object.</returns>
    public static async Task<JsonElement?> ReadObjectAsync(HttpContext http)
    {
        if (await ReadBytesAsync(http).ConfigureAwait(false) is not { } body)
        {
            return null;
        }

        if (ObjectOf(body) is { } value)
        {
            return value;
        }

        await ProblemAsync(http, StatusCodes.Status400BadRequest, "malformed", "the body must be a JSON object").ConfigureAwait(false);
        return null;
    }

    /// <summary>Reads the request's body.</summary>
    /// <returns>The bytes; null after a problem was answered.</returns>
    public static async Task<byte[]?> ReadBytesAsync(HttpContext http)
    {
        try
        {
            using MemoryStream body = new();
            byte[] buffer = new byte[4096];
            int read;
            while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted).ConfigureAwait(false)) > 0)
            {
                await body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted).ConfigureAwait(false);
            }

            return body.ToArray();
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // The server counts, announced or not, against the limit it was given.
            await ProblemAsync(http, StatusCodes.Status413PayloadTooLarge, "too large", $"a request may have {MostBodyBytes} bytes").ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>The JSON object that a body is; an empty body is an empty object.</summary>
    /// <returns>Null for anything else.</returns>
    public static JsonElement? ObjectOf(ReadOnlySpan<byte> body)
    {
        try
        {
            JsonElement value = JsonSerializer.Deserialize(body.IsEmpty ? "{}"u8 : body, ApiJson.Default.JsonElement);
            return value.ValueKind == JsonValueKind.Object ? value : null;
        }
        catch (JsonException)
        {
            // Like JSON of another kind.
            return null;
        }
    }

    /// <summary>Text lines as they come; ends quietly when the client has gone.</summary>
    public static async Task LinesAsync(HttpContext http, IAsyncEnumerable<string> lines, CancellationToken nodeStops)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, nodeStops);
        http.Response.ContentType = "text/plain; charset=utf-8";
        try
        {
            await http.Response.StartAsync(ends.Token).ConfigureAwait(false);
            await foreach (string line in lines.WithCancellation(ends.Token).ConfigureAwait(false))
            {
                await http.Response.WriteAsync(line + "\n", ends.Token).ConfigureAwait(false);
                await http.Response.Body.FlushAsync(ends.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || nodeStops.IsCancellationRequested)
        {
            // Not asked of the linked source: it may hear of the cancellation only after those that wait for the same token directly.
            // The reader has left or the node stops: both are the normal end of following.
        }
    }
}
