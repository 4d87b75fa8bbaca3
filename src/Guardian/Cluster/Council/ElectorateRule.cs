using System.Collections.Immutable;
using Guardian.Council;

namespace Guardian.Cluster.Council;

/// <summary>The rule by which a node reckons who votes in its council.</summary>
/// <remarks>
/// <para>Nodes speak to each other through the store, so of a cluster that is split there is one side that reaches it, and every other node is
/// by itself. On the side of the store the live members vote; a lost one is expected until its lease has ended. A node that is cut
/// off goes on with the last number of members that it knew, so its four sages are no more than half of the expected ones and it
/// decides only what has the smallest scope.</para>
/// <para>It never expects fewer than two nodes: a node that was the only member cannot know whether another one has joined since. Its
/// own lease ends by its own clock before the others stop expecting it; so there is no moment with a quorum on two sides.</para>
/// </remarks>
public static class ElectorateRule
{
    private const int FewestWhenCutOff = 2;

    /// <summary>Who votes.</summary>
    /// <param name="view">Who is in the cluster.</param>
    /// <param name="node">This node.</param>
    /// <returns>The electorate of a meeting that is called now.</returns>
    public static Electorate Of(ClusterMembersView view, string node)
    {
        ArgumentNullException.ThrowIfNull(view);
        ImmutableArray<string> nodes = [.. view.Live.Append(node).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return view.Reachable && view.Live.Contains(node)
            ? new Electorate(nodes, nodes.Length, CutOff: false)
            : new Electorate(nodes, Math.Max(FewestWhenCutOff, nodes.Length), CutOff: true);
    }
}
