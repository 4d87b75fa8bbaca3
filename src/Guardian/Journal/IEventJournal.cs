namespace Guardian.Journal;

/// <summary>Port to the store of events and snapshots. Everything that matters is an event; the rest is projected from them.</summary>
/// <remarks>Safe for many callers at once. What an append has acknowledged survives kill -9 of the node. Every call may throw
/// <see cref="JournalUnavailableException"/>, readings too; after <see cref="IAsyncDisposable.DisposeAsync"/> it throws
/// <see cref="ObjectDisposedException"/>.</remarks>
public interface IEventJournal : IAsyncDisposable
{
    /// <summary>Appends events to one or more streams, all or none.</summary>
    /// <param name="appends">At least one, each stream at most once.</param>
    /// <param name="stop">Gives up waiting; the append may or may not have happened then.</param>
    /// <returns>The position of the last event written.</returns>
    /// <exception cref="SequenceConflictException">A stream is not where the caller expected it; nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be written (full, read-only, corrupt, away).</exception>
    Task<long> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken stop = default);

    /// <summary>Reads one stream in order of sequence.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="afterSequence">0 for all, or the last sequence already known.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Events with greater sequence, lowest first; none when the stream does not exist.</returns>
    IAsyncEnumerable<JournalEvent> ReadStreamAsync(string stream, long afterSequence = 0, CancellationToken stop = default);

    /// <summary>Reads all streams in the order of commit.</summary>
    /// <param name="afterPosition">0 for all, or the last position already known.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Events committed when the reading reached them; none is skipped that a later reading would show before one already given.</returns>
    IAsyncEnumerable<JournalEvent> ReadAllAsync(long afterPosition = 0, CancellationToken stop = default);

    /// <summary>Reads the newest events of all streams, or of those with a prefix, backwards.</summary>
    /// <param name="streamPrefix">Start of the stream's name; empty for all.</param>
    /// <param name="types">Event types wanted; empty for all.</param>
    /// <param name="count">Most events to return.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Newest first.</returns>
    Task<IReadOnlyList<JournalEvent>> ReadNewestAsync(string streamPrefix, IReadOnlyCollection<string> types, int count, CancellationToken stop = default);

    /// <summary>Writes snapshots, replacing earlier ones of the same streams, all or none.</summary>
    /// <param name="snapshots">At least one.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When they are durable.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be written.</exception>
    Task SaveSnapshotsAsync(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop = default);

    /// <summary>Reads the snapshots of all streams whose name starts with a prefix.</summary>
    /// <param name="streamPrefix">Start of the name; empty for all.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>In order of stream name.</returns>
    Task<IReadOnlyList<JournalSnapshot>> ReadSnapshotsAsync(string streamPrefix, CancellationToken stop = default);

    /// <summary>Removes a snapshot, if there is one.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When it is gone.</returns>
    Task DeleteSnapshotAsync(string stream, CancellationToken stop = default);

    /// <summary>Deletes events older than a moment, except those after their stream's snapshot and the newest few of each stream.</summary>
    /// <remarks>A stream without a snapshot is protected by its newest few only. A stream whose events are all gone goes on with the next sequence.</remarks>
    /// <param name="rule">What is kept.</param>
    /// <param name="stop">Ends the work early; what was deleted by then stays deleted.</param>
    /// <returns>Events deleted.</returns>
    Task<long> TrimAsync(JournalRetention rule, CancellationToken stop = default);
}
