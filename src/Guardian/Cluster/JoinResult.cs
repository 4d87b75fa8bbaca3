namespace Guardian.Cluster;

/// <summary>How a node's wish to join was answered.</summary>
public abstract record JoinResult
{
    private JoinResult() { }

    /// <summary>It is a member, and its lease runs.</summary>
    /// <param name="Session">Its membership until it leaves or its lease ends; the next join gives another.</param>
    /// <param name="View">The cluster as it is now.</param>
    public sealed record Joined(Guid Session, ClusterView View) : JoinResult;

    /// <summary>Its name belongs to another live node.</summary>
    /// <param name="Reason">In words, with what to do.</param>
    public sealed record Refused(string Reason) : JoinResult;
}
