using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Guardian.Alerts;

namespace Guardian.Connectors.Notifying;

/// <summary>One POST of JSON, and what its answer means for a message. No result shows the address or a header.</summary>
internal static class HttpPost
{
    /// <summary>Carries the notification's id, the same in every try, so that a receiver can drop a second copy.</summary>
    public const string IdempotencyHeader = "Idempotency-Key";

    public static async Task<NotifyResult> SendAsync(
        HttpClient http, string address, byte[] body, string id, Action<HttpRequestHeaders> headers, TimeProvider time, CancellationToken stop)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? target) || target.Scheme is not ("https" or "http"))
        {
            return new NotifyResult.Retry("the url is not an address of http or https");
        }

        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.Add(IdempotencyHeader, id);
            headers(request.Headers);
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            return Judge(answer.StatusCode, answer.Headers.RetryAfter, time.GetUtcNow());
        }
        catch (HttpRequestException failed)
        {
            // Its own message may name the address; what the socket says does not.
            return new NotifyResult.Retry(
                failed.InnerException is SocketException socket ? $"cannot connect: {socket.SocketErrorCode}" : $"the connection failed: {failed.HttpRequestError}");
        }
    }

    /// <summary>What a status means: an answer that a person can change by putting settings right (a token, an address) may be tried again, until
    /// the message is given up for its age.</summary>
    internal static NotifyResult Judge(HttpStatusCode status, RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        int code = (int)status;
        string reason = string.Create(CultureInfo.InvariantCulture, $"it answered {code}");
        return code switch
        {
            >= 200 and < 300 => new NotifyResult.Sent(),
            429 or 503 => new NotifyResult.Retry(reason, After(retryAfter, now)),
            401 or 403 or 404 or 407 or 408 or 425 or >= 500 => new NotifyResult.Retry(reason),
            _ => new NotifyResult.Refused(reason),
        };
    }

    private static TimeSpan? After(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta is { } delta && delta >= TimeSpan.Zero ? delta
        : header?.Date is { } date ? (date > now ? date - now : TimeSpan.Zero)
        : null;
}
