using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;

namespace Guardian.Persistence.Sql.Sqlite;

/// <summary>The writer's connection with its prepared statements and what it remembers of streams; a statement costs no round trip here.</summary>
internal sealed class SqliteWriteSession : IWriteSession
{
    /// <summary>Names remembered of streams and of types, each; beyond that they are looked up anew.</summary>
    private const int Remembered = 10_000;

    private readonly SqliteDialect _dialect;
    private readonly DbConnection _connection;
    private readonly SqlStatement _changeMark;
    private readonly SqlStatement _findStream;
    private readonly SqlStatement _addStream;
    private readonly SqlStatement _setHead;
    private readonly SqlStatement _internType;
    private readonly SqlStatement _addEvent;
    private readonly SqlStatement _lastPosition;
    private readonly SqlStatement _putSnapshot;
    private readonly SqlStatement _deleteSnapshot;
    private readonly SqlStatement _trim;
    private readonly SqlStatement[] _all;
    private readonly Dictionary<string, StreamHead> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _types = new(StringComparer.Ordinal);
    private readonly HashSet<StreamHead> _moved = [];
    private DbTransaction? _transaction;
    private long _mark = -1;

    internal SqliteWriteSession(SqliteDialect dialect, DbConnection connection)
    {
        (_dialect, _connection) = (dialect, connection);
        _changeMark = new SqlStatement(connection, SqliteSql.ChangeMark);
        _findStream = new SqlStatement(connection, SqliteSql.FindStream, "@name");
        _addStream = new SqlStatement(connection, SqliteSql.AddStream, "@name");
        _setHead = new SqlStatement(connection, SqliteSql.SetHead, "@head", "@id");
        _internType = new SqlStatement(connection, SqliteSql.InternType, "@name");
        _addEvent = new SqlStatement(connection, SqliteSql.AddEvent, "@stream", "@sequence", "@type", "@at", "@json");
        _lastPosition = new SqlStatement(connection, SqliteSql.LastPosition);
        _putSnapshot = new SqlStatement(connection, SqliteSql.PutSnapshot, "@stream", "@sequence", "@at", "@json");
        _deleteSnapshot = new SqlStatement(connection, SqliteSql.DeleteSnapshot, "@stream");
        _trim = new SqlStatement(connection, SqliteSql.TrimEvent, "@position", "@keep");
        _all =
        [
            _changeMark, _findStream, _addStream, _setHead, _internType, _addEvent, _lastPosition, _putSnapshot, _deleteSnapshot, _trim,
        ];
    }

    public bool IsAlive() => true; // a file is not cut off

    public void Write(IReadOnlyList<WriteRequest> group, Action<WriteRequest> done)
    {
        Begin();
        foreach (WriteRequest request in group)
        {
            try
            {
                request.Settle(Apply(request));
            }
            catch (SequenceConflictException conflict)
            {
                request.Refuse(conflict); // found before anything of this request was written
            }
        }

        Commit();
        foreach (WriteRequest request in group)
        {
            done(request);
        }
    }

    public void AfterCommit(long bytes, bool trimmed) => _dialect.AfterCommit(_connection, bytes, trimmed);

    /// <summary>Leaves the transaction without a trace; the session is of no further use.</summary>
    public void Dispose()
    {
        foreach (SqlStatement statement in _all)
        {
            statement.Dispose();
        }

        _connection.Dispose(); // rolls back what is open, also when the disk refuses a statement that says so
    }

    private long Apply(WriteRequest request) => request switch
    {
        AppendRequest append => Append(append.Appends),
        SnapshotRequest put => Put(put.Snapshots),
        DeleteSnapshotRequest delete => _deleteSnapshot.Run(delete.Stream),
        TrimRequest trim => Trim(trim.Positions, trim.Keep),
        _ => throw new UnreachableException(),
    };

    /// <summary>Begins a transaction that holds the right to write.</summary>
    private void Begin()
    {
        _transaction = _dialect.BeginWrite(_connection);
        foreach (SqlStatement statement in _all)
        {
            statement.Join(_transaction);
        }

        long mark = Convert.ToInt64(_changeMark.Value(), CultureInfo.InvariantCulture);
        if (mark != _mark || _streams.Count > Remembered || _types.Count > Remembered)
        {
            // Another process has written, or this is the first time: what is remembered may be wrong.
            _streams.Clear();
            _types.Clear();
            _mark = mark;
        }
    }

    private void Commit()
    {
        foreach (StreamHead stream in _moved)
        {
            _setHead.Run(stream.Sequence, stream.Id);
        }

        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
        _moved.Clear();
    }

    private long Append(IReadOnlyList<StreamAppend> appends)
    {
        foreach (StreamAppend append in appends)
        {
            // All streams are looked at before the first event is written: a conflict leaves nothing to undo.
            long actual = Find(append.Stream)?.Sequence ?? 0;
            if (append.Expected is { } expected && expected != actual)
            {
                throw new SequenceConflictException(append.Stream, expected, actual);
            }
        }

        foreach (StreamAppend append in appends)
        {
            StreamHead stream = Find(append.Stream) ?? Add(append.Stream);
            foreach (NewEvent item in append.Events)
            {
                _addEvent.Run(stream.Id, ++stream.Sequence, TypeId(item.Type), item.At.ToUnixTimeMilliseconds(), Content.Bytes(item.Json));
            }

            _moved.Add(stream);
        }

        return Convert.ToInt64(_lastPosition.Value(), CultureInfo.InvariantCulture);
    }

    private long Put(IReadOnlyList<JournalSnapshot> snapshots)
    {
        foreach (JournalSnapshot snapshot in snapshots)
        {
            _putSnapshot.Run(snapshot.Stream, snapshot.Sequence, snapshot.At.ToUnixTimeMilliseconds(), Content.Bytes(snapshot.Json));
        }

        return snapshots.Count;
    }

    private long Trim(IReadOnlyList<long> positions, int keep)
    {
        // Retention compares with the heads in the store, so those moved earlier in this transaction have to be there.
        foreach (StreamHead stream in _moved)
        {
            _setHead.Run(stream.Sequence, stream.Id);
        }

        return positions.Sum(position => (long)_trim.Run(position, keep));
    }

    private StreamHead? Find(string name)
    {
        if (_streams.TryGetValue(name, out StreamHead? known))
        {
            return known;
        }

        using DbDataReader reader = _findStream.Read(name);
        return reader.Read() ? _streams[name] = new StreamHead(reader.GetInt64(0)) { Sequence = reader.GetInt64(1) } : null;
    }

    private StreamHead Add(string name) =>
        _streams[name] = new StreamHead(Convert.ToInt64(_addStream.Value(name), CultureInfo.InvariantCulture));

    private long TypeId(string name)
    {
        if (!_types.TryGetValue(name, out long id))
        {
            id = Convert.ToInt64(_internType.Value(name), CultureInfo.InvariantCulture);
            _types[name] = id;
        }

        return id;
    }

    /// <summary>A stream and its last sequence, including what this transaction has added.</summary>
    private sealed class StreamHead(long id)
    {
        public long Id { get; } = id;

        public long Sequence { get; set; }
    }
}
