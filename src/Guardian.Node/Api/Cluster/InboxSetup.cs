using Guardian.Cluster;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api.Cluster;

/// <summary>What an <see cref="InboxWorker"/> is made of.</summary>
internal sealed record InboxSetup
{
    public required IClusterBook Book { get; init; }

    public required IClusterStore Store { get; init; }

    /// <summary>The node's present membership, or null while it has none.</summary>
    public required Func<Guid?> Session { get; init; }

    /// <summary>This node's API.</summary>
    public required OwnApi Own { get; init; }

    /// <summary>How often the inbox is looked into when the store does not call.</summary>
    public required TimeSpan Poll { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }
}
