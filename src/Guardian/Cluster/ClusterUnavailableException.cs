namespace Guardian.Cluster;

/// <summary>What the nodes share cannot be reached or used. The node goes on by itself: local workers run, floating ones stop before their leases end.</summary>
/// <param name="message">Names the server, and what a person can do.</param>
/// <param name="inner">What the driver said.</param>
public sealed class ClusterUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
