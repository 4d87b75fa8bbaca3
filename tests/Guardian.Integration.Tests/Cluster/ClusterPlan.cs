namespace Guardian.Integration.Tests.Cluster;

/// <summary>What a cluster of a test consists of.</summary>
internal sealed record ClusterPlan
{
    /// <summary>One worker that floats, one that does and ignores SIGTERM, one that floats in two replicas, and two that every node has for itself.</summary>
    public static Func<ClusterNode, string> Usual { get; } = node => $$"""
        {{node.Floating("one")}}
        {{node.Floating("firm", "stop.timeout = 500ms", "stubborn")}}
        {{node.Floating("two", "placement.replicas = 2")}}
        here { command = ["sleep", "100000"] }
        talks { command = ["sh", "-c", "echo I am on $MARKS_NODE; exec sleep 100000"] }
        """;

    /// <summary>How many nodes.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Length of their leases: a call to the database may take a third of it, and nodes that start are slow.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The workers of each node, as HOCON; the same text for all unless a test wants otherwise.</summary>
    public Func<ClusterNode, string> Workers { get; init; } = Usual;

    /// <summary>Processes that write marks: worker and replica of each.</summary>
    public IReadOnlyList<(string Instance, int Replica)> Seats { get; init; } = [("one/0", 0), ("firm/0", 0), ("two/0", 0), ("two/0", 1)];

    /// <summary>Further configuration of every node, as HOCON.</summary>
    public string More { get; init; } = "guardian.cluster.rebalance.enabled = no";

    /// <summary>Whether the database's server is this cluster's own, to be stopped.</summary>
    public bool OwnServer { get; init; }
}
