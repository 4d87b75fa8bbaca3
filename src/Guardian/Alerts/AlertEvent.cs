using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Guardian.Alerts;

/// <summary>Something that happened to an alert or a notification and is kept, in stream <c>alerts</c>.</summary>
/// <remarks>Names and properties are a stored format: they are added to, never changed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Raised), "alert-raised")]
[JsonDerivedType(typeof(Repeated), "alert-repeated")]
[JsonDerivedType(typeof(Resolved), "alert-resolved")]
[JsonDerivedType(typeof(Acknowledged), "alert-acknowledged")]
[JsonDerivedType(typeof(Queued), "notification-queued")]
[JsonDerivedType(typeof(Sent), "notification-sent")]
[JsonDerivedType(typeof(Dropped), "notification-dropped")]
public abstract record AlertEvent
{
    private AlertEvent() { }

    /// <summary>An alert began, or a notice came.</summary>
    /// <param name="Alert">As it was then.</param>
    /// <param name="Routes">Routes that will be told.</param>
    public sealed record Raised(Alert Alert, ImmutableArray<string> Routes) : AlertEvent;

    /// <summary>An open alert was raised again.</summary>
    /// <param name="Id">Which alert.</param>
    /// <param name="Level">Its level from now on; never lower than before.</param>
    /// <param name="Message">Its words from now on.</param>
    /// <param name="Count">How often it has been raised by now.</param>
    /// <param name="Routes">Routes that match it now.</param>
    public sealed record Repeated(string Id, AlertLevel Level, string Message, int Count, ImmutableArray<string> Routes) : AlertEvent;

    /// <summary>An alert ended.</summary>
    /// <param name="Id">Which alert.</param>
    /// <param name="Message">How.</param>
    public sealed record Resolved(string Id, string Message) : AlertEvent;

    /// <summary>A person has seen an alert.</summary>
    /// <param name="Id">Which alert.</param>
    /// <param name="By">Who.</param>
    public sealed record Acknowledged(string Id, string By) : AlertEvent;

    /// <summary>A message is to be sent.</summary>
    /// <param name="Notification">The message.</param>
    /// <param name="Told">Ids of all alerts it covers, those that it only counts included.</param>
    public sealed record Queued(Notification Notification, ImmutableArray<string> Told) : AlertEvent;

    /// <summary>A message was taken by its receiver.</summary>
    /// <param name="Id">Which notification.</param>
    public sealed record Sent(string Id) : AlertEvent;

    /// <summary>A message will not be sent.</summary>
    /// <param name="Id">Which notification.</param>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Dropped(string Id, string Reason) : AlertEvent;
}
