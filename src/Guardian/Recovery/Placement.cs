using System.Collections.Immutable;

namespace Guardian.Recovery;

/// <summary>Where a worker may run, as recovery sees it.</summary>
/// <param name="Floating">Whether it may run on other nodes at all.</param>
/// <param name="Here">Whether this node runs it, or is the one that should.</param>
/// <param name="Others">Other live nodes that may run it, in order of preference; none while the cluster is out of reach.</param>
public sealed record Placement(bool Floating, bool Here, ImmutableArray<string> Others)
{
    /// <summary>Whether it can leave this node now.</summary>
    public bool CanLeave => Floating && Here && !Others.IsDefaultOrEmpty;
}
