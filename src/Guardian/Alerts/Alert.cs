using System.Text.Json.Serialization;

namespace Guardian.Alerts;

/// <summary>One thing that a person should know of, from its beginning to its end.</summary>
/// <remarks>Its JSON is a contract: properties are added, never changed. Published to the actor system's event stream whenever it changes.</remarks>
public sealed record Alert
{
    /// <summary>Names it for acknowledging; later ones sort after earlier ones.</summary>
    public required string Id { get; init; }

    /// <summary>The highest level it was raised at while it lasts.</summary>
    public required AlertLevel Level { get; init; }

    /// <summary>Who raised it: <c>worker/mailer</c>, <c>instance/mailer/0</c>, <c>node/alpha</c>, <c>council</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What is the matter, as a sentence; the words of the latest raising.</summary>
    public required string Message { get; init; }

    /// <summary>When it was first raised (wall time).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>How the workers stood then.</summary>
    public required AlertContext Context { get; init; }

    /// <summary>The incident it belongs to, or null.</summary>
    public required string? Incident { get; init; }

    /// <summary>What it is about, for example <c>worker/mailer/down</c>: raisings of the same key are one alert while it lasts.</summary>
    public required string Key { get; init; }

    /// <summary>Whether it lasts.</summary>
    public required AlertState State { get; init; }

    /// <summary>How often it was raised.</summary>
    /// <value>1 or more.</value>
    public required int Count { get; init; }

    /// <summary>Who has seen it at its present level, or null.</summary>
    public required string? AcknowledgedBy { get; init; }

    /// <summary>When that was (wall time), or null.</summary>
    public required DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When it ended (wall time), or null.</summary>
    public required DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The worker that <see cref="Source"/> names, or null.</summary>
    [JsonIgnore]
    public string? Worker => AlertSource.WorkerOf(Source);
}
