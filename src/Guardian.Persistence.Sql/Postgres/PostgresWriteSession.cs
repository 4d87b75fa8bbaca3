using System.Data.Common;
using System.Diagnostics;
using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;
using Npgsql;
using NpgsqlTypes;

namespace Guardian.Persistence.Sql.Postgres;

/// <summary>The writer's connection. Appends that follow each other are one round trip and one transaction, whatever they hold.</summary>
/// <remarks>
/// It remembers nothing of streams: other nodes move them at any time, and the server looks them up under the lock. Every request is
/// done with the transaction that it was part of, so a failure later in the group does not leave it in doubt.
/// </remarks>
internal sealed class PostgresWriteSession : IWriteSession
{
    /// <summary>After so long without use the connection is tried before something is written: a cut line is found where nothing can be in doubt.</summary>
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;
    private readonly NpgsqlCommand _append;
    private readonly NpgsqlCommand _put;
    private readonly NpgsqlCommand _delete;
    private readonly NpgsqlCommand _trim;
    private readonly List<AppendRequest> _appends = [];
    private long _used;

    internal PostgresWriteSession(NpgsqlConnection connection, TimeProvider time)
    {
        (_connection, _time, _used) = (connection, time, time.GetTimestamp());
        const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
        const NpgsqlDbType Ints = NpgsqlDbType.Array | NpgsqlDbType.Integer;
        const NpgsqlDbType Longs = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
        const NpgsqlDbType Contents = NpgsqlDbType.Array | NpgsqlDbType.Bytea;
        _append = Command(PostgresSql.Append, Texts, Ints, Ints, Longs, Ints, Texts, Ints, Ints, Ints, Longs, Contents);
        _put = Command(PostgresSql.PutSnapshots, Texts, Longs, Longs, Contents);
        _delete = Command(PostgresSql.DeleteSnapshot, NpgsqlDbType.Text);
        _trim = Command(PostgresSql.Trim, Longs, NpgsqlDbType.Bigint);
    }

    public bool IsAlive()
    {
        if (_time.GetElapsedTime(_used) < s_idle)
        {
            return true;
        }

        try
        {
            using NpgsqlCommand ping = new(PostgresSql.Ping, _connection);
            ping.ExecuteScalar();
            return true;
        }
        catch (DbException)
        {
            return false; // the writer connects anew, and tells if that fails as well
        }
    }

    public void Write(IReadOnlyList<WriteRequest> group, Action<WriteRequest> done)
    {
        foreach (WriteRequest request in group)
        {
            if (request is AppendRequest append)
            {
                _appends.Add(append);
                continue;
            }

            AppendGathered(done);
            request.Settle(request switch
            {
                SnapshotRequest put => Put(put.Snapshots),
                DeleteSnapshotRequest delete => Run(_delete, delete.Stream),
                TrimRequest trim => Run(_trim, trim.Positions.ToArray(), (long)trim.Keep),
                _ => throw new UnreachableException(),
            });
            done(request);
        }

        AppendGathered(done);
        _used = _time.GetTimestamp();
    }

    public void AfterCommit(long bytes, bool trimmed)
    {
        // Nothing: the server looks after its files itself (autovacuum).
    }

    public void Dispose()
    {
        _append.Dispose();
        _put.Dispose();
        _delete.Dispose();
        _trim.Dispose();
        _connection.Dispose();
    }

    private void AppendGathered(Action<WriteRequest> done)
    {
        if (_appends.Count == 0)
        {
            return;
        }

        AppendBatch batch = new();
        foreach (AppendRequest request in _appends)
        {
            batch.Add(request.Appends);
        }

        long[] positions;
        int[] conflicts;
        long[] heads;
        batch.Bind(_append.Parameters);
        Prepare(_append);
        using (NpgsqlDataReader reader = _append.ExecuteReader())
        {
            reader.Read();
            positions = reader.GetFieldValue<long[]>(0);
            conflicts = reader.GetFieldValue<int[]>(1);
            heads = reader.GetFieldValue<long[]>(2);
        }

        for (int index = 0; index < _appends.Count; index++)
        {
            if (conflicts[index] == 0)
            {
                _appends[index].Settle(positions[index]);
            }
            else
            {
                StreamAppend part = batch.Part(conflicts[index]);
                _appends[index].Refuse(new SequenceConflictException(part.Stream, part.Expected!.Value, heads[index]));
            }

            done(_appends[index]);
        }

        _appends.Clear();
    }

    private long Put(IReadOnlyList<JournalSnapshot> snapshots)
    {
        // Each stream once, the last one counts; in one order for everybody, so that two nodes never wait for each other.
        JournalSnapshot[] each =
        [
            .. snapshots.GroupBy(snapshot => snapshot.Stream, StringComparer.Ordinal).Select(same => same.Last())
                .OrderBy(snapshot => snapshot.Stream, StringComparer.Ordinal),
        ];
        Run(
            _put,
            each.Select(snapshot => snapshot.Stream).ToArray(),
            each.Select(snapshot => snapshot.Sequence).ToArray(),
            each.Select(snapshot => snapshot.At.ToUnixTimeMilliseconds()).ToArray(),
            each.Select(snapshot => Content.Bytes(snapshot.Json)).ToArray());
        return snapshots.Count;
    }

    private static int Run(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        Prepare(command);
        return command.ExecuteNonQuery();
    }

    private static void Prepare(NpgsqlCommand command)
    {
        if (!command.IsPrepared)
        {
            command.Prepare();
        }
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlDbType> types)
    {
        NpgsqlCommand command = new(sql, _connection);
        foreach (NpgsqlDbType type in types)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        return command;
    }
}
