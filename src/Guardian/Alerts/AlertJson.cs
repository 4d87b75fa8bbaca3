using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Journal;

namespace Guardian.Alerts;

/// <summary>Turns alerts and messages into JSON, for people, receivers and the journal, and back.</summary>
public static class AlertJson
{
    private static readonly AlertContextJson s_readable = new(new JsonSerializerOptions(AlertContextJson.Default.Options)
    {
        // For files and bodies of type application/json, never for HTML: apostrophes and letters stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>An alert in its contract's form, on one line.</summary>
    /// <param name="alert">The alert.</param>
    /// <returns>JSON.</returns>
    public static string Text(Alert alert) => JsonSerializer.Serialize(alert, s_readable.Alert);

    /// <summary>Alerts in their contract's form, as one array.</summary>
    /// <param name="alerts">The alerts.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Bytes(ImmutableArray<Alert> alerts) => JsonSerializer.SerializeToUtf8Bytes(alerts, s_readable.ImmutableArrayAlert);

    /// <summary>A message with its alerts, on one line: what webhooks are sent.</summary>
    /// <param name="notification">The message.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Bytes(Notification notification) => JsonSerializer.SerializeToUtf8Bytes(notification, s_readable.Notification);

    /// <summary>A level's name in JSON and configuration.</summary>
    /// <param name="level">The level.</param>
    /// <returns>For example <c>critical</c>.</returns>
    public static string NameOf(AlertLevel level) => level switch
    {
        AlertLevel.Low => "low",
        AlertLevel.Medium => "medium",
        AlertLevel.High => "high",
        _ => "critical",
    };

    /// <summary>The event as the journal keeps it.</summary>
    internal static NewEvent ToJournal(AlertEvent happened, DateTimeOffset at) =>
        new(TypeOf(happened), JsonSerializer.SerializeToUtf8Bytes(happened, s_readable.AlertEvent), at);

    /// <summary>Reads an event back; null when a newer version wrote a kind or shape that this one does not know.</summary>
    internal static AlertEvent? FromJournal(JournalEvent kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Json.Span, s_readable.AlertEvent);
        }
        catch (JsonException)
        {
            // The events around it are still good, so this one alone is passed over.
            return null;
        }
        catch (NotSupportedException)
        {
            // What System.Text.Json throws for a missing type discriminator.
            return null;
        }
    }

    /// <summary>The board as a snapshot's content.</summary>
    internal static byte[] ToSnapshot(AlertBoard board) => JsonSerializer.SerializeToUtf8Bytes(
        new StoredBoard(
            [.. board.Alerts.Values],
            [
                .. board.Standing.Select(each => new StoredStanding(
                    each.Key,
                    each.Value.Since.Wall,
                    each.Value.Ending,
                    [.. each.Value.Routes.Select(route => new StoredRoute(route.Key, route.Value?.Level, route.Value?.At.Wall))])),
            ],
            [.. board.Queue],
            [.. board.Made.Select(route => new StoredMade(route.Key, [.. route.Value.Select(at => at.Wall)]))],
            board.LastId),
        s_readable.StoredBoard);

    /// <summary>Reads a snapshot's content back; null when it cannot be read.</summary>
    internal static AlertBoard? FromSnapshot(ReadOnlySpan<byte> json, AlertMoment now)
    {
        try
        {
            return JsonSerializer.Deserialize(json, s_readable.StoredBoard) is { } stored
                ? AlertBoard.Restore(
                    stored.Alerts,
                    stored.Standing.Select(each => KeyValuePair.Create(
                        each.Id,
                        new AlertStanding(
                            now.At(each.Since),
                            each.Ending,
                            each.Routes.ToImmutableSortedDictionary(
                                route => route.Route,
                                route => route is { Level: { } level, At: { } at } ? new AlertTelling(level, now.At(at)) : null,
                                StringComparer.Ordinal)))),
                    stored.Queue,
                    stored.Made.Select(route => KeyValuePair.Create(route.Route, route.At.Select(now.At).ToImmutableList())),
                    stored.LastId)
                : null;
        }
        catch (JsonException)
        {
            // The events are still there; the caller folds them from the beginning.
            return null;
        }
    }

    private static string TypeOf(AlertEvent happened) => happened switch
    {
        AlertEvent.Raised => "alert-raised",
        AlertEvent.Repeated => "alert-repeated",
        AlertEvent.Resolved => "alert-resolved",
        AlertEvent.Acknowledged => "alert-acknowledged",
        AlertEvent.Queued => "notification-queued",
        AlertEvent.Sent => "notification-sent",
        AlertEvent.Dropped => "notification-dropped",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal sealed record StoredBoard(Alert[] Alerts, StoredStanding[] Standing, Notification[] Queue, StoredMade[] Made, long LastId);

    internal sealed record StoredStanding(string Id, DateTimeOffset Since, string? Ending, StoredRoute[] Routes);

    internal sealed record StoredRoute(string Route, AlertLevel? Level, DateTimeOffset? At);

    internal sealed record StoredMade(string Route, DateTimeOffset[] At);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(CamelCaseName<AlertLevel>), typeof(CamelCaseName<AlertState>), typeof(CamelCaseName<NotificationKind>)])]
[JsonSerializable(typeof(ImmutableArray<Alert>))]
[JsonSerializable(typeof(AlertEvent))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(AlertJson.StoredBoard))]
internal sealed partial class AlertContextJson : JsonSerializerContext;

/// <summary>An enum as a camelCase word.</summary>
internal sealed class CamelCaseName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
