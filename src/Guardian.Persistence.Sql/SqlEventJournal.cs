using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;

namespace Guardian.Persistence.Sql;

/// <summary>The journal on a SQL database: a single writer, readers in pages.</summary>
/// <remarks>No reading holds a transaction while its caller works: it is made of pages, each one query.</remarks>
internal sealed class SqlEventJournal(ISqlDialect dialect, JournalWriter writer, JournalReaders readers, JournalTuning tuning) : IEventJournal
{
    public Task<long> AppendAsync(IReadOnlyList<StreamAppend> appends, CancellationToken stop = default)
    {
        JournalRules.Check(appends);
        return writer.WriteAsync(new AppendRequest(appends, stop), stop);
    }

    public IAsyncEnumerable<JournalEvent> ReadStreamAsync(string stream, long afterSequence = 0, CancellationToken stop = default)
    {
        JournalRules.CheckStream(stream);
        return PagesAsync(
            (connection, after) => Page(connection, dialect.Sql.ReadStream, new { stream, after, limit = tuning.PageEvents, bytes = tuning.PageBytes }),
            last => last.Sequence,
            afterSequence,
            stop);
    }

    public IAsyncEnumerable<JournalEvent> ReadAllAsync(long afterPosition = 0, CancellationToken stop = default) =>
        PagesAsync(
            (connection, after) => Page(connection, dialect.Sql.ReadAll, new { after, limit = tuning.PageEvents, bytes = tuning.PageBytes }),
            last => last.Position,
            afterPosition,
            stop);

    public Task<IReadOnlyList<JournalEvent>> ReadNewestAsync(
        string streamPrefix, IReadOnlyCollection<string> types, int count, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(streamPrefix);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return readers.QueryAsync(connection => Newest(connection, streamPrefix, types, count), stop);
    }

    public Task SaveSnapshotsAsync(IReadOnlyList<JournalSnapshot> snapshots, CancellationToken stop = default)
    {
        JournalRules.Check(snapshots);
        return writer.WriteAsync(new SnapshotRequest(snapshots, stop), stop);
    }

    public Task<IReadOnlyList<JournalSnapshot>> ReadSnapshotsAsync(string streamPrefix, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(streamPrefix);
        return readers.QueryAsync<IReadOnlyList<JournalSnapshot>>(
            connection =>
            [
                .. connection.Query<SnapshotRow>(dialect.Sql.ReadSnapshots, new { from = streamPrefix, before = PrefixRange.After(streamPrefix) })
                    .Select(row => new JournalSnapshot(row.Stream, row.Sequence, row.Json, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))
                    .OrderBy(snapshot => snapshot.Stream, StringComparer.Ordinal), // here, because databases collate differently
            ],
            stop);
    }

    public Task DeleteSnapshotAsync(string stream, CancellationToken stop = default)
    {
        JournalRules.CheckStream(stream);
        return writer.WriteAsync(new DeleteSnapshotRequest(stream, stop), stop);
    }

    public async Task<long> TrimAsync(JournalRetention rule, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentOutOfRangeException.ThrowIfNegative(rule.KeepNewest);
        long before = rule.OlderThan.ToUnixTimeMilliseconds();
        long deleted = 0;
        OldEvent last = new(0, long.MinValue);
        while (true)
        {
            // Readers find the next few old events, so that the writer's transaction does nothing but decide and delete.
            OldEvent from = last;
            List<OldEvent> old = await readers.QueryAsync(connection => Old(connection, from, before), stop).ConfigureAwait(false);
            if (old.Count == 0)
            {
                break;
            }

            last = old[^1];
            TrimRequest chunk = new([.. old.Select(item => item.Position)], rule.KeepNewest, stop);
            deleted += await writer.WriteAsync(chunk, stop).ConfigureAwait(false);
        }

        return deleted;
    }

    public async ValueTask DisposeAsync()
    {
        // Readers first: the writer's connection, closed last, folds the write-ahead log into the file.
        await readers.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        dialect.Dispose();
    }

    private async IAsyncEnumerable<JournalEvent> PagesAsync(
        Func<DbConnection, long, EventPage> read, Func<JournalEvent, long> place, long after, [EnumeratorCancellation] CancellationToken stop)
    {
        EventPage page;
        do
        {
            long from = after;
            page = await readers.QueryAsync(connection => read(connection, from), stop).ConfigureAwait(false);
            foreach (JournalEvent item in page.Events)
            {
                stop.ThrowIfCancellationRequested();
                yield return item;
                after = place(item);
            }
        }
        while (page.More);
    }

    private EventPage Page(DbConnection connection, string sql, object parameters)
    {
        using DbDataReader reader = (DbDataReader)connection.ExecuteReader(sql, parameters);
        return EventPage.Read(reader, tuning.PageEvents, tuning.PageBytes);
    }

    private IReadOnlyList<JournalEvent> Newest(DbConnection connection, string prefix, IReadOnlyCollection<string> types, int limit)
    {
        string? before = PrefixRange.After(prefix);
        IEnumerable<JournalEvent> found = types.Count switch
        {
            0 when prefix.Length == 0 => Rows(connection, dialect.Sql.NewestOfAll, new { limit }, limit),
            0 => Rows(connection, dialect.Sql.NewestOfPrefix, new { from = prefix, before, limit }, limit),
            // One query per type, each along its index; the newest of all are among the newest of each.
            _ => types.Distinct(StringComparer.Ordinal)
                .SelectMany(type => Rows(connection, dialect.Sql.NewestOfType, new { type, from = prefix, before, limit }, limit)),
        };
        return [.. found.OrderByDescending(item => item.Position).Take(limit)];
    }

    private static IReadOnlyList<JournalEvent> Rows(DbConnection connection, string sql, object parameters, int limit)
    {
        using DbDataReader reader = (DbDataReader)connection.ExecuteReader(sql, parameters);
        return EventPage.Read(reader, limit, long.MaxValue).Events;
    }

    private List<OldEvent> Old(DbConnection connection, OldEvent after, long before) =>
        connection.Query<OldEvent>(
            dialect.Sql.OldEvents, new { at = after.At, position = after.Position, before, limit = tuning.TrimChunk }).AsList();

    private sealed record OldEvent(long Position, long At);

    private sealed record SnapshotRow(string Stream, long Sequence, byte[] Json, long At);
}
