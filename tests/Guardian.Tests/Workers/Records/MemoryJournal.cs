using System.Runtime.CompilerServices;
using Guardian.Journal;

namespace Guardian.Tests.Workers.Records;

/// <summary>A journal in memory: lists, in the order of calls; a test can make it fail, or hold it.</summary>
internal sealed class MemoryJournal : IEventJournal
{
    private readonly Lock _gate = new(); // guards the lists
    private readonly List<JournalEvent> _events = [];
    private readonly Dictionary<string, JournalSnapshot> _snapshots = new(StringComparer.Ordinal);
    private readonly List<int> _batches = [];
    private long _position;

    /// <summary>Makes every call fail.</summary>
    public string? Problem { get; set; }

    /// <summary>Holds appends until it completes.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Position that the last reading of everything began after.</summary>
    public long ReadFrom { get; private set; }

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<JournalEvent> Events
    {
        get { lock (_gate) { return [.. _events]; } }
    }

    public IReadOnlyList<int> Batches
    {
        get { lock (_gate) { return [.. _batches]; } }
    }

    public int Version
    {
        get { lock (_gate) { return _batches.Count; } }
    }

    public async Task<long> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken stop = default)
    {
        await Hold;
        Check();
        lock (_gate)
        {
            foreach (StreamAppend append in appends)
            {
                long sequence = _events.LastOrDefault(kept => kept.Stream == append.Stream)?.Sequence ?? 0;
                _events.AddRange(append.Events.Select((item, index) =>
                    new JournalEvent(_position + index + 1, append.Stream, sequence + index + 1, item.Type, item.Json, item.At)).ToArray());
                _position += append.Events.Length;
            }

            _batches.Add(appends.Sum(append => append.Events.Length));
            return _position;
        }
    }

    public IAsyncEnumerable<JournalEvent> ReadStreamAsync(string stream, long afterSequence = 0, CancellationToken stop = default) =>
        Read(kept => kept.Stream == stream && kept.Sequence > afterSequence, stop);

    public IAsyncEnumerable<JournalEvent> ReadAllAsync(long afterPosition = 0, CancellationToken stop = default)
    {
        ReadFrom = afterPosition;
        return Read(kept => kept.Position > afterPosition, stop);
    }

    public Task<IReadOnlyList<JournalEvent>> ReadNewestAsync(string streamPrefix, IReadOnlyCollection<string> types, int count, CancellationToken stop = default)
    {
        Check();
        return Task.FromResult<IReadOnlyList<JournalEvent>>(
            [.. Events.Where(kept => kept.Stream.StartsWith(streamPrefix, StringComparison.Ordinal) && (types.Count == 0 || types.Contains(kept.Type))).Reverse().Take(count)]);
    }

    public Task SaveSnapshotsAsync(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop = default)
    {
        try
        {
            Check();
        }
        catch (JournalUnavailableException away)
        {
            return Task.FromException(away);
        }

        lock (_gate)
        {
            foreach (JournalSnapshot snapshot in snapshots)
            {
                _snapshots[snapshot.Stream] = snapshot;
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JournalSnapshot>> ReadSnapshotsAsync(string streamPrefix, CancellationToken stop = default)
    {
        Check();
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<JournalSnapshot>>(
                [.. _snapshots.Values.Where(snapshot => snapshot.Stream.StartsWith(streamPrefix, StringComparison.Ordinal)).OrderBy(snapshot => snapshot.Stream, StringComparer.Ordinal)]);
        }
    }

    public Task DeleteSnapshotAsync(string stream, CancellationToken stop = default)
    {
        lock (_gate)
        {
            _snapshots.Remove(stream);
        }

        return Task.CompletedTask;
    }

    /// <summary>Deletes the events of a stream up to one of them.</summary>
    public void Forget(string stream, long upTo)
    {
        lock (_gate)
        {
            _events.RemoveAll(kept => kept.Stream == stream && kept.Sequence <= upTo);
        }
    }

    public Task<long> TrimAsync(JournalRetention rule, CancellationToken stop = default) => Task.FromResult(0L);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private void Check()
    {
        if (Problem is { } problem)
        {
            throw new JournalUnavailableException(JournalProblem.Unreachable, problem);
        }
    }

    private async IAsyncEnumerable<JournalEvent> Read(Func<JournalEvent, bool> wanted, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        Check();
        foreach (JournalEvent kept in Events.Where(wanted))
        {
            stop.ThrowIfCancellationRequested();
            yield return kept;
        }
    }
}
