namespace Guardian.Cluster;

/// <summary>A lease that was renewed, and what else is new.</summary>
/// <param name="Version">Number of the cluster's state: it grows with every change but renewals and loads.</param>
/// <param name="NextExpiry">
/// Until the first of the other members' leases ends when it is not renewed, by the store's clock; null when there are no others.
/// </param>
/// <param name="View">The state, when it is another than the caller knew; null when nothing has changed.</param>
public sealed record Renewal(long Version, TimeSpan? NextExpiry, ClusterView? View);
