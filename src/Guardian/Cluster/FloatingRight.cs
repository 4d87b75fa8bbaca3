namespace Guardian.Cluster;

/// <summary>A right to start a floating worker's process at this moment.</summary>
/// <param name="Lease">The replica and its token.</param>
/// <param name="Until">When it ends unless it is renewed, on <see cref="ILeaseClock"/>.</param>
public sealed record FloatingRight(HeldLease Lease, TimeSpan Until);
