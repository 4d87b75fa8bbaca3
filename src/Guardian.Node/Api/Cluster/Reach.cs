namespace Guardian.Node.Api.Cluster;

/// <summary>Which nodes of a cluster a request concerns when it names none.</summary>
internal enum Reach
{
    /// <summary>This node: the request is about the node itself.</summary>
    ThisNode,

    /// <summary>All live nodes at once: a list.</summary>
    Everywhere,

    /// <summary>The nodes that have a worker of that name: each is meant.</summary>
    Worker,

    /// <summary>As <see cref="Worker"/>, for what a person lastingly wants of it: kept for a node that is away, and one word for all when it floats.</summary>
    Standing,

    /// <summary>The one node that has a thing with that id; several are refused, because ids are unique on one node only.</summary>
    Thing,

    /// <summary>The cluster as a whole, which any node can answer for.</summary>
    Shared,

    /// <summary>A deed on the cluster as a whole: done by this node, by way of its own inbox, so that it stands in the audit.</summary>
    Audited,
}
