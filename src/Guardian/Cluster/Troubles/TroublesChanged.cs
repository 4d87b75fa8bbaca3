namespace Guardian.Cluster.Troubles;

/// <summary>Tells the desk that another node's trouble stands differently than before.</summary>
internal sealed record TroublesChanged
{
    /// <summary>The only one.</summary>
    public static TroublesChanged Instance { get; } = new();
}
