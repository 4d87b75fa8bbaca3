using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Health;
using Guardian.Journal;
using Guardian.Workers;

namespace Guardian.Hosting;

/// <summary>What the node shows: the latest status of every worker, the host and the store. Written by actors, read by the API at any time.</summary>
/// <remarks>Concurrency profile: each worker's entry has one writer (its supervisor); the host and the store have one writer each; many readers.</remarks>
public sealed class NodeBoard
{
    private readonly ConcurrentDictionary<string, WorkerStatus> _workers = new(StringComparer.Ordinal);
    private volatile HostStatus _host = HostStatus.Unknown;
    private volatile HostVerdict? _hostVerdict;
    private volatile string? _storeProblem;
    private volatile IEventJournal? _journal;
    private long _droppedEvents;

    /// <summary>Every worker's latest status, in order of name.</summary>
    public ImmutableArray<WorkerStatus> Workers => [.. _workers.Values.OrderBy(worker => worker.Name, StringComparer.Ordinal)];

    /// <summary>The host's latest figures.</summary>
    public HostStatus Host
    {
        get => _host;
        internal set => _host = value;
    }

    /// <summary>How the host is, or null before its first check.</summary>
    public HostVerdict? HostVerdict
    {
        get => _hostVerdict;
        internal set => _hostVerdict = value;
    }

    /// <summary>Why the store cannot be used at the moment, or null when it works.</summary>
    public string? StoreProblem
    {
        get => _storeProblem;
        internal set => _storeProblem = value;
    }

    /// <summary>The open store, for reading history, or null when there is none.</summary>
    public IEventJournal? Journal
    {
        get => _journal;
        internal set => _journal = value;
    }

    /// <summary>Events that were dropped because the store was away for too long.</summary>
    public long DroppedEvents => Interlocked.Read(ref _droppedEvents);

    /// <summary>The latest status of one worker.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The status, or null when there is no such worker.</returns>
    public WorkerStatus? Find(string name) => _workers.GetValueOrDefault(name);

    internal void Show(WorkerStatus worker) => _workers[worker.Name] = worker;

    internal void Remove(string worker) => _workers.TryRemove(worker, out _);

    internal void CountDroppedEvent() => Interlocked.Increment(ref _droppedEvents);
}
