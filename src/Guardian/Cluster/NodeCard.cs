using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>What a node says of itself when it joins.</summary>
public sealed record NodeCard
{
    /// <summary>Its name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Identity of its data directory: tells a restarted node from another one that was given the same name.</summary>
    public required Guid Home { get; init; }

    /// <summary>Version of Guardian that it runs.</summary>
    public required string Version { get; init; }

    /// <summary>Roles that it offers.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Name of its server, for people.</summary>
    public required string Host { get; init; }

    /// <summary>Length of its lease.</summary>
    /// <value>Longer than zero.</value>
    public required TimeSpan Lease { get; init; }

    /// <summary>Floating workers that it defines, each with the fingerprint of its definition.</summary>
    public required ImmutableSortedDictionary<string, string> Floating { get; init; }
}
