namespace Guardian.Cluster;

/// <summary>A lease that was granted.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Token">Fencing token: larger than that of every earlier grant of any key.</param>
public sealed record LeaseGrant(string Key, long Token);
