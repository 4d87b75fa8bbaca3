using Guardian.Alerts;
using Guardian.Cluster;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api.Cluster;

/// <summary>What a <see cref="NodeCluster"/> is made of.</summary>
internal sealed record NodeClusterSetup
{
    /// <summary>What a person can ask of the cluster.</summary>
    public required IClusterBook Book { get; init; }

    /// <summary>What the nodes share.</summary>
    public required IClusterStore Store { get; init; }

    /// <summary>The node's present membership, or null while it has none.</summary>
    public required Func<Guid?> Session { get; init; }

    /// <summary>Path of the socket on which this node's API is served.</summary>
    public required string Socket { get; init; }

    /// <summary>Whether this node has a worker.</summary>
    public required Func<string, bool> HasWorker { get; init; }

    /// <summary>Whether this node has an incident.</summary>
    public required Func<string, bool> HasIncident { get; init; }

    /// <summary>This node's alerts.</summary>
    public required IAlertBook Alerts { get; init; }

    /// <summary>How often the inbox is looked into when the store does not call.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>Clock of limits and of looking again.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Ends answers that go on.</summary>
    public required CancellationToken NodeStops { get; init; }

    /// <summary>Where all of it logs.</summary>
    public required ILogger Log { get; init; }
}
