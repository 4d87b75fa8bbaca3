using System.Text.Encodings.Web;
using System.Text.Json;
using Guardian.Alerts;

namespace Guardian.Connectors.Notifying;

/// <summary>Writes to a Slack channel through an incoming webhook: one line as text, and an attachment for each alert, coloured by level.</summary>
/// <remarks>Slack does not look at the idempotency key, so the one duplicate that a kill of the node can cause shows there.</remarks>
internal sealed class SlackNotifier(NotifierOptions.Slack options, HttpClient http, Delivery delivery, NotifierSurroundings surroundings) : INotifier
{
    public string Name => options.Name;

    public Task<NotifyResult> SendAsync(Notification notification, CancellationToken stop)
    {
        if (surroundings.Reveal(options.Url, "url", out string missing) is not { } url)
        {
            return Task.FromResult<NotifyResult>(new NotifyResult.Retry(missing));
        }

        byte[] body = Body(notification);
        return delivery.RunAsync(token => HttpPost.SendAsync(http, url, body, notification.Id, _ => { }, surroundings.Time, token), stop);
    }

    /// <summary>The payload of an incoming webhook.</summary>
    internal static byte[] Body(Notification notification)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("text", Escape(NotificationText.Subject(notification)));
            json.WriteStartArray("attachments");
            string[] lines = [.. NotificationText.Lines(notification)];
            int items = Math.Min(notification.Items.Length, NotificationText.MostLines);
            for (int at = 0; at < lines.Length; at++)
            {
                json.WriteStartObject();
                json.WriteString("color", at < items ? Colour(notification.Items[at]) : "#868686");
                json.WriteString("text", Escape(lines[at]));
                json.WriteString("fallback", Escape(lines[at]));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    /// <summary>Slack's three control characters; without this, a message could link, or call everybody.</summary>
    internal static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Colour(NotificationItem item) => (item.Kind, item.Alert.Level) switch
    {
        (NotificationKind.Resolved, _) => "#2eb886",
        (_, AlertLevel.Critical) => "#a30200",
        (_, AlertLevel.High) => "#e8590c",
        (_, AlertLevel.Medium) => "#daa038",
        _ => "#439fe0",
    };
}
