using System.Text.Json.Serialization;

namespace Guardian.Cluster;

/// <summary>Something that happened between this node and its cluster, and is kept. The stream is <c>cluster</c>.</summary>
/// <remarks>Names and properties are a stored format: they are added to, never changed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Joined), "cluster-joined")]
[JsonDerivedType(typeof(CutOff), "cluster-cut-off")]
[JsonDerivedType(typeof(Ended), "cluster-ended")]
[JsonDerivedType(typeof(Left), "cluster-left")]
[JsonDerivedType(typeof(Taken), "worker-taken")]
[JsonDerivedType(typeof(Given), "worker-given")]
public abstract record ClusterEvent
{
    private ClusterEvent() { }

    /// <summary>The node has become a member.</summary>
    /// <param name="Session">Its membership.</param>
    public sealed record Joined(Guid Session) : ClusterEvent;

    /// <summary>The lease could not be renewed for two thirds of its length: what floats is stopped.</summary>
    /// <param name="Reason">In words.</param>
    public sealed record CutOff(string Reason) : ClusterEvent;

    /// <summary>The membership has ended without being given back.</summary>
    /// <param name="Reason">In words.</param>
    public sealed record Ended(string Reason) : ClusterEvent;

    /// <summary>The node has left in order.</summary>
    public sealed record Left : ClusterEvent;

    /// <summary>The node has taken a floating worker.</summary>
    /// <param name="Worker">The worker.</param>
    /// <param name="Replica">Which replica.</param>
    /// <param name="Token">Fencing token.</param>
    public sealed record Taken(string Worker, int Replica, long Token) : ClusterEvent;

    /// <summary>The node has given a floating worker back; no process of it is left here.</summary>
    /// <param name="Worker">The worker.</param>
    /// <param name="Replica">Which replica.</param>
    /// <param name="Token">Fencing token.</param>
    /// <param name="To">For which node, or null.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Given(string Worker, int Replica, long Token, string? To, string Reason) : ClusterEvent;
}
