using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Alerts;

/// <summary>Puts a message into words, the same for every way of carrying it.</summary>
public static class NotificationText
{
    /// <summary>Most alerts that are told one by one; the rest is counted.</summary>
    public const int MostLines = 20;

    /// <summary>Longest text of one alert, in characters.</summary>
    public const int LongestText = 1_000;

    private const int LongestSubject = 160;

    /// <summary>The message in one line, without line ends.</summary>
    /// <param name="notification">The message.</param>
    /// <returns>For example <c>[HIGH] mailer is down, and 2 more</c>.</returns>
    public static string Subject(Notification notification)
    {
        NotificationItem first = notification.Items[0];
        int others = notification.Items.Length - 1 + notification.More;
        string more = others == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", and {others} more");
        return $"[{Mark(first)}] {Cut(OneLine(first.Text), LongestSubject)}{more}";
    }

    /// <summary>The message's alerts, worst first, one line each; then what is only counted, and the note.</summary>
    /// <param name="notification">The message.</param>
    /// <returns>Lines without line ends.</returns>
    public static ImmutableArray<string> Lines(Notification notification)
    {
        int counted = Math.Max(0, notification.Items.Length - MostLines) + notification.More;
        return
        [
            .. notification.Items.Take(MostLines).Select(item => $"[{Mark(item)}] {Cut(OneLine(item.Text), LongestText)} ({Facts(item.Alert)})"),
            .. counted == 0 ? Array.Empty<string>() : [$"And {Wording.Count(counted, "further change")}; `pbm alert list` shows all."],
            .. notification.Note is { } note ? [note] : Array.Empty<string>(),
        ];
    }

    /// <summary>What kind of news an item is.</summary>
    /// <param name="item">The item.</param>
    /// <returns>For example <c>HIGH</c>, <c>STILL HIGH</c>, <c>RESOLVED</c>, <c>NOTICE</c>.</returns>
    public static string Mark(NotificationItem item) => item.Kind switch
    {
        NotificationKind.Firing => AlertJson.NameOf(item.Alert.Level).ToUpperInvariant(),
        NotificationKind.Reminder => $"STILL {AlertJson.NameOf(item.Alert.Level).ToUpperInvariant()}",
        NotificationKind.Resolved => "RESOLVED",
        _ => "NOTICE",
    };

    /// <summary>Where an alert comes from, since when, and how the workers stood.</summary>
    /// <param name="alert">The alert.</param>
    /// <returns>For example <c>worker/mailer, since 2026-01-01 00:00:00 UTC, alert 0mjuohs00; 4 of 5 workers healthy, 1 critical down</c>.</returns>
    public static string Facts(Alert alert)
    {
        string times = alert.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", raised {alert.Count} times") : string.Empty;
        string incident = alert.Incident is { } id ? $", incident {OneLine(id)}" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{OneLine(alert.Source)}, since {alert.Timestamp.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{times}{incident}, alert {alert.Id}; {alert.Context.HealthyWorkers} of {alert.Context.TotalWorkers} workers healthy, {alert.Context.CriticalWorkers} critical down");
    }

    private static string OneLine(string text) => string.Create(text.Length, text, static (line, from) =>
    {
        for (int at = 0; at < line.Length; at++)
        {
            line[at] = char.IsControl(from[at]) ? ' ' : from[at];
        }
    });

    private static string Cut(string text, int longest) =>
        text.Length <= longest ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[longest - 4]) ? longest - 4 : longest - 3), "...");
}
