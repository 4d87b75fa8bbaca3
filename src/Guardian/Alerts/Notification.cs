using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Guardian.Alerts;

/// <summary>One message to people: what changed of one or more alerts, for one route.</summary>
public sealed record Notification
{
    /// <summary>Most alerts that a message carries; further ones are counted.</summary>
    public const int MostItems = 200;

    /// <summary>Its name, the same in every try: receivers can tell a second copy by it.</summary>
    /// <remarks>Delivery is at least once: a node killed after a message was taken and before that was recorded sends it again.</remarks>
    public required string Id { get; init; }

    /// <summary>The route it goes by.</summary>
    public required string Route { get; init; }

    /// <summary>Who sends it.</summary>
    public required string Notifier { get; init; }

    /// <summary>When it was made (wall time).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What changed, worst first.</summary>
    /// <value>1 to <see cref="MostItems"/>.</value>
    public required ImmutableArray<NotificationItem> Items { get; init; }

    /// <summary>Further changes that are not listed.</summary>
    public required int More { get; init; }

    /// <summary>What is to be said about the message itself, such as that a limit is reached, or null.</summary>
    public required string? Note { get; init; }

    /// <summary>The level of its worst alert.</summary>
    [JsonIgnore]
    public AlertLevel Level => Items.Max(item => item.Alert.Level);
}
