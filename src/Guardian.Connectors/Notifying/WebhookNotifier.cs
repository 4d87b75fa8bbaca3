using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Guardian.Alerts;

namespace Guardian.Connectors.Notifying;

/// <summary>Posts messages as JSON to any address, with an optional bearer token and an optional signature.</summary>
/// <remarks>Header <c>X-Guardian-Signature: sha256=HEX</c> is the HMAC-SHA256 of the body's bytes; <c>Idempotency-Key</c> is the same in every
/// try of a message.</remarks>
internal sealed class WebhookNotifier(NotifierOptions.Webhook options, HttpClient http, Delivery delivery, NotifierSurroundings surroundings) : INotifier
{
    public const string SignatureHeader = "X-Guardian-Signature";

    public string Name => options.Name;

    public Task<NotifyResult> SendAsync(Notification notification, CancellationToken stop)
    {
        string? token = null;
        string? key = null;
        if (surroundings.Reveal(options.Url, "url", out string missing) is not { } url
            || (options.Token is { } keptToken && (token = surroundings.Reveal(keptToken, "token", out missing)) is null)
            || (options.SigningKey is { } keptKey && (key = surroundings.Reveal(keptKey, "signing key", out missing)) is null))
        {
            return RetryAsync(missing);
        }

        if (token is not null && !token.All(letter => letter is > ' ' and < '\x7f'))
        {
            return RetryAsync("the token has characters that a header cannot carry");
        }

        byte[] body = AlertJson.Bytes(notification);
        return delivery.RunAsync(stopTry => HttpPost.SendAsync(http, url, body, notification.Id, Sign, surroundings.Time, stopTry), stop);

        void Sign(HttpRequestHeaders headers)
        {
            if (token is not null)
            {
                headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (key is not null)
            {
                headers.Add(SignatureHeader, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body)));
            }
        }

        static Task<NotifyResult> RetryAsync(string reason) => Task.FromResult<NotifyResult>(new NotifyResult.Retry(reason));
    }
}
