using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>The nodes whose sages have a vote in a meeting.</summary>
/// <param name="Nodes">Their names, this one among them, in order; none for a node that is in no cluster.</param>
/// <param name="Expected">How many nodes the quorum is reckoned by.</param>
/// <param name="CutOff">Whether only this node's own sages can be asked.</param>
/// <value><paramref name="Expected"/> is 1 or more, and not less than the number of names.</value>
public sealed record Electorate(ImmutableArray<string> Nodes, int Expected, bool CutOff)
{
    /// <summary>A node that is in no cluster.</summary>
    public static Electorate Alone { get; } = new([], 1, false);

    /// <summary>Whether the sages of other nodes are asked.</summary>
    public bool AsksOthers => !CutOff && Nodes.Length > 1;
}
