using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>A node as the cluster sees it.</summary>
public sealed record MemberView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its present membership, or its last one.</summary>
    public required Guid Session { get; init; }

    /// <summary>How it stands.</summary>
    public required MemberState State { get; init; }

    /// <summary>A person has asked that it holds nothing that floats; this outlives its restarts.</summary>
    public required bool Draining { get; init; }

    /// <summary>Version of Guardian that it runs.</summary>
    public required string Version { get; init; }

    /// <summary>Roles that it offers.</summary>
    public required ImmutableArray<string> Roles { get; init; }

    /// <summary>Name of its server.</summary>
    public required string Host { get; init; }

    /// <summary>Length of its lease.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>What is left of its lease by the store's clock; negative when it has ended.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>When it joined, by the store's clock.</summary>
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Floating workers that it defines, each with the fingerprint of its definition.</summary>
    public required ImmutableSortedDictionary<string, string> Floating { get; init; }

    /// <summary>What it last told of its load.</summary>
    public required NodeLoad? Load { get; init; }
}
