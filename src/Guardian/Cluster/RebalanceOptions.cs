using Guardian.Hocon;

namespace Guardian.Cluster;

/// <summary>How floating workers move to a node that suits them better.</summary>
/// <remarks>HOCON: <c>guardian.cluster.rebalance</c>.</remarks>
public sealed record RebalanceOptions
{
    /// <summary>Whether they move at all while their node lives.</summary>
    public required bool Enabled { get; init; }

    /// <summary>How long the cluster must have been without a change of members before the first one moves.</summary>
    /// <value>Zero or longer.</value>
    public required TimeSpan After { get; init; }

    /// <summary>Time from one move to the next, on each node.</summary>
    /// <value>Zero or longer.</value>
    public required TimeSpan Pause { get; init; }

    internal static RebalanceOptions Read(HoconSection at, ConfigProblems problems)
    {
        RebalanceOptions read = new() { Enabled = at.Boolean("enabled"), After = at.Duration("after"), Pause = at.Duration("pause") };
        problems.Require(read.After >= TimeSpan.Zero, at.Path("after"), read.After, "must be zero or longer");
        problems.Require(read.Pause >= TimeSpan.Zero, at.Path("pause"), read.Pause, "must be zero or longer");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
