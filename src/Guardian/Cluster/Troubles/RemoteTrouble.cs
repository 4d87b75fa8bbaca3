namespace Guardian.Cluster.Troubles;

/// <summary>A trouble of another node, as this one has heard of it.</summary>
/// <param name="Trouble">What was told last.</param>
/// <param name="DetectedAt">When it began, by this node's wall clock: clocks of several servers are not compared.</param>
/// <param name="HeardFirst">When it was heard of for the first time.</param>
/// <param name="HeardLast">When it was heard of last.</param>
internal sealed record RemoteTrouble(Trouble Trouble, DateTimeOffset DetectedAt, MonotonicTime HeardFirst, MonotonicTime HeardLast);
