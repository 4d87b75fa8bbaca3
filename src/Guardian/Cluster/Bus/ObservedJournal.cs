using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>The node's own journal, which tells after each append that there may be something to send.</summary>
/// <param name="inner">The journal; disposed with this one.</param>
/// <param name="appended">Called after each append, on any thread; must return at once and not throw.</param>
internal sealed class ObservedJournal(IEventJournal inner, Action appended) : IEventJournal
{
    public async Task<long> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken stop = default)
    {
        try
        {
            return await inner.AppendAsync(appends, stop).ConfigureAwait(false);
        }
        finally
        {
            appended(); // also when the caller has given up waiting: the events may be there all the same
        }
    }

    public IAsyncEnumerable<JournalEvent> ReadStreamAsync(string stream, long afterSequence = 0, CancellationToken stop = default) =>
        inner.ReadStreamAsync(stream, afterSequence, stop);

    public IAsyncEnumerable<JournalEvent> ReadAllAsync(long afterPosition = 0, CancellationToken stop = default) =>
        inner.ReadAllAsync(afterPosition, stop);

    public Task<IReadOnlyList<JournalEvent>> ReadNewestAsync(
        string streamPrefix, IReadOnlyCollection<string> types, int count, CancellationToken stop = default) =>
        inner.ReadNewestAsync(streamPrefix, types, count, stop);

    public Task SaveSnapshotsAsync(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop = default) =>
        inner.SaveSnapshotsAsync(snapshots, stop);

    public Task<IReadOnlyList<JournalSnapshot>> ReadSnapshotsAsync(string streamPrefix, CancellationToken stop = default) =>
        inner.ReadSnapshotsAsync(streamPrefix, stop);

    public Task DeleteSnapshotAsync(string stream, CancellationToken stop = default) => inner.DeleteSnapshotAsync(stream, stop);

    public Task<long> TrimAsync(JournalRetention rule, CancellationToken stop = default) => inner.TrimAsync(rule, stop);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
