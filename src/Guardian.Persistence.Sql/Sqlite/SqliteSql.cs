namespace Guardian.Persistence.Sql.Sqlite;

/// <summary>All SQL of the journal for SQLite 3.35 and later.</summary>
internal static class SqliteSql
{
    private const string EventColumns = "e.position, s.name, e.sequence, t.name, e.json, e.at";

    /// <summary>What <see cref="Owner"/> says of a file without tables.</summary>
    internal const string Nobody = "nobody";

    /// <summary>What <see cref="Owner"/> says of a file with tables, none of them ours: it belongs to another program.</summary>
    internal const string Somebody = "somebody";

    /// <summary>Whose file it is.</summary>
    internal const string Owner = $"""
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'guardian_schema') THEN 'guardian'
            WHEN EXISTS (SELECT 1 FROM sqlite_master) THEN '{Somebody}'
            ELSE '{Nobody}' END
        """;

    /// <summary>Lets the file shrink after retention; it counts only before anything is written to the file.</summary>
    internal const string FileSettings = "PRAGMA auto_vacuum = INCREMENTAL";

    /// <summary>Settings of the writer's connection.</summary>
    /// <remarks>
    /// NORMAL: a commit is in the kernel's hands and survives the death of the process; the disk is made to follow at checkpoints, so a
    /// power cut may take the newest commits with it, but leaves an intact file.
    /// </remarks>
    internal const string WriterSettings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA cache_size = -16384;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA wal_autocheckpoint = 4000;
        """;

    internal const string Check = "PRAGMA quick_check(1)";
    internal const string Truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
    internal const string GiveBackPages = "PRAGMA incremental_vacuum(64)";

    /// <summary>A number that changes when another connection has written.</summary>
    internal const string ChangeMark = "PRAGMA data_version";

    /// <summary>id, head of the stream @name.</summary>
    internal const string FindStream = "SELECT id, head FROM streams WHERE name = @name";

    /// <summary>Adds the stream @name with head 0; gives its id.</summary>
    internal const string AddStream = "INSERT INTO streams (name, head) VALUES (@name, 0) RETURNING id";

    /// <summary>Sets @head of the stream @id.</summary>
    internal const string SetHead = "UPDATE streams SET head = @head WHERE id = @id";

    /// <summary>Gives the id of the event type @name, adding it unless it exists.</summary>
    /// <remarks>DO UPDATE, which changes nothing, because DO NOTHING would return no row for a name that exists.</remarks>
    internal const string InternType =
        "INSERT INTO event_types (name) VALUES (@name) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id";

    /// <summary>Adds an event: @stream, @sequence, @type, @at, @json.</summary>
    internal const string AddEvent = "INSERT INTO events (stream_id, sequence, type_id, at, json) VALUES (@stream, @sequence, @type, @at, @json)";

    /// <summary>Position of the event added last on this connection.</summary>
    internal const string LastPosition = "SELECT last_insert_rowid()";

    /// <summary>Adds or replaces a snapshot: @stream, @sequence, @at, @json.</summary>
    internal const string PutSnapshot = """
        INSERT INTO snapshots (stream, sequence, at, json) VALUES (@stream, @sequence, @at, @json)
        ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, at = excluded.at, json = excluded.json
        """;

    /// <summary>Removes the snapshot of @stream.</summary>
    internal const string DeleteSnapshot = "DELETE FROM snapshots WHERE stream = @stream";

    /// <summary>Deletes the event @position, unless it is among the @keep newest of its stream or after its snapshot.</summary>
    /// <remarks>A stream without a snapshot is protected by its newest few only: histories that nobody folds must not grow for ever.</remarks>
    internal const string TrimEvent = """
        DELETE FROM events WHERE position = @position
           AND sequence <= (SELECT s.head - @keep FROM streams s WHERE s.id = stream_id)
           AND NOT EXISTS (
                SELECT 1 FROM streams s JOIN snapshots p ON p.stream = s.name
                WHERE s.id = events.stream_id AND p.sequence < events.sequence)
        """;

    internal static SqlTexts Texts { get; } = new()
    {
        CreateVersions = """
            CREATE TABLE IF NOT EXISTS guardian_schema (
                version INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                applied_at INTEGER NOT NULL)
            """,
        // A file is used by one program at a time, so there is no older one that might go on with a newer file.
        CurrentVersion = "SELECT coalesce(max(version), 0) AS Version, coalesce(max(version), 0) AS Needs FROM guardian_schema",
        RecordVersion = "INSERT INTO guardian_schema (version, name, applied_at) VALUES (@version, @name, @at)",

        ReadSnapshots = """
            SELECT stream AS Stream, sequence AS Sequence, json AS Json, at AS At FROM snapshots
            WHERE stream >= @from AND (@before IS NULL OR stream < @before)
            """,

        // CROSS JOIN fixes the order of the loops: events by position first, then their names by id, however the tables have grown.
        ReadAll = $"""
            SELECT {EventColumns} FROM events e
            CROSS JOIN streams s ON s.id = e.stream_id CROSS JOIN event_types t ON t.id = e.type_id
            WHERE e.position > @after ORDER BY e.position LIMIT @limit
            """,
        ReadStream = $"""
            SELECT {EventColumns} FROM streams s
            CROSS JOIN events e ON e.stream_id = s.id CROSS JOIN event_types t ON t.id = e.type_id
            WHERE s.name = @stream AND e.sequence > @after ORDER BY e.sequence LIMIT @limit
            """,
        NewestOfAll = $"""
            SELECT {EventColumns} FROM events e
            CROSS JOIN streams s ON s.id = e.stream_id CROSS JOIN event_types t ON t.id = e.type_id
            ORDER BY e.position DESC LIMIT @limit
            """,
        // The newest @limit of all these streams are among the newest @limit of each, and those the index of a stream gives without
        // touching any content; only the few that remain are read.
        NewestOfPrefix = $"""
            SELECT {EventColumns} FROM (
                SELECT n.position FROM streams p CROSS JOIN events n ON n.stream_id = p.id
                WHERE p.name >= @from AND (@before IS NULL OR p.name < @before) AND n.sequence > p.head - @limit
                ORDER BY n.position DESC LIMIT @limit) AS newest
            CROSS JOIN events e ON e.position = newest.position
            CROSS JOIN streams s ON s.id = e.stream_id CROSS JOIN event_types t ON t.id = e.type_id
            ORDER BY e.position DESC
            """,
        // The index on the type ends in the position, so the newest come first and the reading stops after @limit.
        NewestOfType = $"""
            SELECT {EventColumns} FROM event_types t
            CROSS JOIN events e ON e.type_id = t.id CROSS JOIN streams s ON s.id = e.stream_id
            WHERE t.name = @type AND s.name >= @from AND (@before IS NULL OR s.name < @before)
            ORDER BY e.position DESC LIMIT @limit
            """,

        // Two searches, each along the index and each ending after @limit: SQLite does not use the position for (at, position) > (...),
        // and would walk over all events of one label again and again.
        OldEvents = """
            SELECT position, at FROM (
                SELECT position, at FROM (
                    SELECT position, at FROM events WHERE at = @at AND position > @position AND at < @before ORDER BY position LIMIT @limit)
                UNION ALL
                SELECT position, at FROM (
                    SELECT position, at FROM events WHERE at > @at AND at < @before ORDER BY at, position LIMIT @limit))
            ORDER BY at, position LIMIT @limit
            """,
    };

    internal static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, "events, streams, snapshots", Needs: 1, """
            CREATE TABLE IF NOT EXISTS streams (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                -- Kept here because retention may delete every event, and the next one must still get the next number.
                head INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS event_types (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE);
            CREATE TABLE IF NOT EXISTS events (
                -- AUTOINCREMENT: a position is never given twice, even when the newest event has been deleted.
                position INTEGER PRIMARY KEY AUTOINCREMENT,
                stream_id INTEGER NOT NULL,
                sequence INTEGER NOT NULL,
                type_id INTEGER NOT NULL,
                at INTEGER NOT NULL, -- milliseconds since 1970, UTC
                json BLOB NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS events_by_stream ON events (stream_id, sequence);
            CREATE INDEX IF NOT EXISTS events_by_type ON events (type_id);
            CREATE INDEX IF NOT EXISTS events_by_time ON events (at);
            CREATE TABLE IF NOT EXISTS snapshots (
                stream TEXT NOT NULL PRIMARY KEY,
                sequence INTEGER NOT NULL,
                at INTEGER NOT NULL,
                json BLOB NOT NULL);
            """),
    ];
}
