using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>The cluster at one moment, as the store tells it.</summary>
public sealed record ClusterView
{
    /// <summary>Nothing known yet.</summary>
    public static ClusterView Empty { get; } = new() { Version = 0, At = DateTimeOffset.UnixEpoch, Members = [], Leases = [], Intents = [] };

    /// <summary>Number of the state: it grows with every change but renewals and loads.</summary>
    public required long Version { get; init; }

    /// <summary>The store's clock, a label.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Every node that ever joined and was not forgotten, in order of name.</summary>
    public required ImmutableArray<MemberView> Members { get; init; }

    /// <summary>Every lease that was ever granted and not forgotten, in order of key.</summary>
    public required ImmutableArray<LeaseView> Leases { get; init; }

    /// <summary>People's words about floating workers, in order of worker.</summary>
    public required ImmutableArray<IntentView> Intents { get; init; }

    /// <summary>Members whose lease runs.</summary>
    public IEnumerable<MemberView> Live => Members.Where(static member => member.State == MemberState.Live);

    /// <summary>A member by name.</summary>
    /// <param name="name">The node.</param>
    /// <returns>The member, or null.</returns>
    public MemberView? Find(string name) => Members.FirstOrDefault(member => member.Name == name);
}
