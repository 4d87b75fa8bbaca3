using System.Collections.Immutable;

namespace Guardian.Cluster;

/// <summary>Who is in the cluster, as a node knows it.</summary>
/// <param name="Live">Names of the members whose lease runs, in order; while the store is out of reach, as it was last read.</param>
/// <param name="Reachable">
/// Whether the store can be reached and this node's own lease runs, by its own clock: with its end at the latest this turns false.
/// </param>
public sealed record ClusterMembersView(ImmutableArray<string> Live, bool Reachable);
