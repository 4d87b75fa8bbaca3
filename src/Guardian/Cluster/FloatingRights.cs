using System.Collections.Concurrent;

namespace Guardian.Cluster;

/// <summary>Which floating workers this node may run at the moment. Written by the cluster's actor, asked by instances right before each launch.</summary>
/// <param name="clock">By what leases are measured.</param>
/// <param name="guard">Without it nothing that floats is started.</param>
/// <remarks>Concurrency profile: one writer, many readers; each reader sees a moment that was true.</remarks>
public sealed class FloatingRights(ILeaseClock clock, ILeaseGuard guard)
{
    private readonly ConcurrentDictionary<string, HeldLease> _held = new(StringComparer.Ordinal);
    private long _until;

    /// <summary>The right to start a worker now.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>The right; null when the node does not hold the worker, its lease has ended or is about to, or the guard is down.</returns>
    public FloatingRight? For(string worker)
    {
        TimeSpan until = new(Interlocked.Read(ref _until));
        return clock.SinceBoot < until && guard.IsUp && _held.TryGetValue(worker, out HeldLease? lease) ? new FloatingRight(lease, until) : null;
    }

    /// <summary>Whether the node's own lease runs by its own clock.</summary>
    public bool LeaseRuns => clock.SinceBoot < new TimeSpan(Interlocked.Read(ref _until));

    internal void Hold(string worker, HeldLease lease) => _held[worker] = lease;

    internal void Drop(string worker) => _held.TryRemove(worker, out _);

    internal void Extend(TimeSpan until) => Interlocked.Exchange(ref _until, until.Ticks);
}
