namespace Guardian.Persistence.Sql.Postgres;

/// <summary>All SQL of the journal for PostgreSQL 15 and later. Tables and functions begin with <c>journal_</c>, in the schema <c>guardian</c>.</summary>
internal static class PostgresSql
{
    /// <summary>Channel on which those who listen are called after events were appended; the payload is the last position.</summary>
    internal const string Channel = "guardian_events";

    /// <summary>The lock that whoever writes events or changes the schema holds: "guar" in ASCII, and a number of the journal's own.</summary>
    private const string WriteLock = "pg_advisory_xact_lock(1735746930, 1)";

    /// <summary>
    /// Names by subquery, not by join: whatever the planner believes of the tables' sizes, it looks them up by id for the few events of a
    /// page, and never reads all streams for a poll that finds nothing.
    /// </summary>
    private const string EventColumns = """
        e.position, (SELECT s.name FROM guardian.journal_streams s WHERE s.id = e.stream_id) AS stream, e.sequence,
        (SELECT t.name FROM guardian.journal_types t WHERE t.id = e.type_id) AS type, e.json, e.at
        """;

    /// <summary>Settings of every connection, for its whole life; the values are milliseconds.</summary>
    /// <remarks>
    /// Read committed, because each statement must see what was committed before the lock was given, whatever the database's default is.
    /// Commits wait for the disk, also where the database's default says that they need not; stronger settings (a standby's disk) are left.
    /// A transaction whose client is frozen in its middle ends, because it may hold the lock that all nodes need.
    /// </remarks>
    internal const string Settings = """
        SELECT set_config('default_transaction_isolation', 'read committed', false),
               set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false),
               set_config('lock_timeout', @lock, false),
               set_config('statement_timeout', @statement, false),
               set_config('idle_in_transaction_session_timeout', @idle, false),
               set_config('jit', 'off', false)
        """;

    /// <summary>Settings of a transaction that changes the schema; the value is in milliseconds.</summary>
    internal const string MigrationSettings = "SELECT set_config('lock_timeout', @limit, true), set_config('statement_timeout', @limit, true)";

    /// <summary>What has to be known of a server before it is used.</summary>
    internal const string Server = """
        SELECT current_setting('server_version') AS Version, current_setting('server_version_num')::bigint AS Number,
               current_setting('server_encoding') AS Encoding, current_setting('transaction_read_only') = 'on' AS ReadOnly
        """;

    /// <summary>Whether the store has been made.</summary>
    internal const string Exists = "SELECT to_regclass('guardian.journal_schema') IS NOT NULL";

    /// <summary>An answer is all that is wanted.</summary>
    internal const string Ping = "SELECT 1";

    /// <summary>Takes the right to write until the end of the transaction.</summary>
    internal const string TakeWriteLock = $"SELECT {WriteLock}";

    /// <summary>Appends the events of some requests: arrays in the order of the function's parameters.</summary>
    internal const string Append = """
        SELECT positions, conflict_parts, conflict_heads
        FROM guardian.journal_append_1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    /// <summary>Adds or replaces snapshots, each stream once: streams, sequences, labels, contents.</summary>
    internal const string PutSnapshots = """
        INSERT INTO guardian.journal_snapshots (stream, sequence, at, json) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (stream) DO UPDATE SET sequence = excluded.sequence, at = excluded.at, json = excluded.json
        """;

    /// <summary>Removes the snapshot of a stream.</summary>
    internal const string DeleteSnapshot = "DELETE FROM guardian.journal_snapshots WHERE stream = $1";

    /// <summary>Deletes events at positions, unless they are among so many newest of their stream or after its snapshot.</summary>
    /// <remarks>
    /// A stream without a snapshot is protected by its newest few only: histories that nobody folds must not grow for ever. The lock is not
    /// taken: a head that moves meanwhile protects fewer of the old events, never more.
    /// </remarks>
    internal const string Trim = """
        DELETE FROM guardian.journal_events e USING guardian.journal_streams s
        WHERE e.position = ANY ($1) AND s.id = e.stream_id AND e.sequence <= s.head - $2
           AND NOT EXISTS (SELECT FROM guardian.journal_snapshots p WHERE p.stream = s.name AND p.sequence < e.sequence)
        """;

    internal static SqlTexts Texts { get; } = new()
    {
        // The schema is shared with the cluster's other tables, whose makers do not take the journal's lock. IF NOT EXISTS is not enough: it
        // asks for the right to create before it looks, and two who look at once both create.
        CreateVersions = """
            DO $$
            BEGIN
                IF to_regnamespace('guardian') IS NULL THEN
                    BEGIN
                        CREATE SCHEMA guardian;
                    EXCEPTION WHEN duplicate_schema OR unique_violation THEN
                        NULL; -- somebody else was faster
                    END;
                END IF;
                IF to_regclass('guardian.journal_schema') IS NULL THEN
                    CREATE TABLE guardian.journal_schema (
                        version bigint PRIMARY KEY,
                        name text NOT NULL,
                        needs bigint NOT NULL,
                        applied_at bigint NOT NULL);
                END IF;
            END $$
            """,
        CurrentVersion = "SELECT coalesce(max(version), 0) AS version, coalesce(max(needs), 0) AS needs FROM guardian.journal_schema",
        RecordVersion = "INSERT INTO guardian.journal_schema (version, name, needs, applied_at) VALUES (@version, @name, @needs, @at)",

        ReadSnapshots = """
            SELECT stream, sequence, json, at FROM guardian.journal_snapshots
            WHERE stream >= @from AND (@before::text IS NULL OR stream < @before)
            """,
        ReadAll = $"""
            SELECT position, stream, sequence, type, json, at FROM (
                SELECT {EventColumns}, {BytesAheadBy("e.position")} FROM (
                    SELECT * FROM guardian.journal_events WHERE position > @after ORDER BY position LIMIT @limit) e) page
            WHERE ahead < @bytes ORDER BY position
            """,
        ReadStream = $"""
            SELECT position, stream, sequence, type, json, at FROM (
                SELECT {EventColumns}, {BytesAheadBy("e.sequence")} FROM (
                    SELECT * FROM guardian.journal_events
                    WHERE stream_id = (SELECT id FROM guardian.journal_streams WHERE name = @stream) AND sequence > @after
                    ORDER BY sequence LIMIT @limit) e) page
            WHERE ahead < @bytes ORDER BY sequence
            """,
        NewestOfAll = $"SELECT {EventColumns} FROM guardian.journal_events e ORDER BY e.position DESC LIMIT @limit",
        // The newest @limit of all these streams are among the newest @limit of each, and those the index of a stream gives without
        // touching any content; only the few that remain are read.
        NewestOfPrefix = $"""
            SELECT {EventColumns} FROM (
                SELECT n.position FROM guardian.journal_streams p
                JOIN guardian.journal_events n ON n.stream_id = p.id AND n.sequence > p.head - @limit
                WHERE p.name >= @from AND (@before::text IS NULL OR p.name < @before)
                ORDER BY n.position DESC LIMIT @limit) newest
            JOIN guardian.journal_events e ON e.position = newest.position
            ORDER BY e.position DESC
            """,
        NewestOfType = $"""
            SELECT {EventColumns} FROM guardian.journal_events e JOIN guardian.journal_streams n ON n.id = e.stream_id
            WHERE e.type_id = (SELECT id FROM guardian.journal_types WHERE name = @type)
               AND n.name >= @from AND (@before::text IS NULL OR n.name < @before)
            ORDER BY e.position DESC LIMIT @limit
            """,
        OldEvents = """
            SELECT position, at FROM guardian.journal_events
            WHERE (at, position) > (@at, @position) AND at < @before ORDER BY at, position LIMIT @limit
            """,
    };

    internal static IReadOnlyList<Migration> Migrations { get; } =
    [
        new(1, "events, streams, snapshots", Needs: 1, $$"""
            CREATE TABLE IF NOT EXISTS guardian.journal_streams (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                -- "C": names are compared exactly and in order of code points, whatever language the database speaks.
                name text COLLATE "C" NOT NULL UNIQUE,
                -- Kept here because retention may delete every event, and the next one must still get the next number.
                head bigint NOT NULL)
                -- Room in each page, so that a head that moves stays in its page and no index has to follow.
                WITH (fillfactor = 60);
            CREATE TABLE IF NOT EXISTS guardian.journal_types (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name text COLLATE "C" NOT NULL UNIQUE);
            CREATE TABLE IF NOT EXISTS guardian.journal_events (
                position bigint PRIMARY KEY,
                stream_id bigint NOT NULL,
                sequence bigint NOT NULL,
                type_id bigint NOT NULL,
                at bigint NOT NULL, -- milliseconds since 1970, UTC
                json bytea NOT NULL); -- as it came: what is not UTF-8 JSON is the caller's business
            CREATE UNIQUE INDEX IF NOT EXISTS journal_events_by_stream ON guardian.journal_events (stream_id, sequence) INCLUDE (position);
            CREATE INDEX IF NOT EXISTS journal_events_by_type ON guardian.journal_events (type_id, position);
            CREATE INDEX IF NOT EXISTS journal_events_by_time ON guardian.journal_events (at, position);
            CREATE TABLE IF NOT EXISTS guardian.journal_snapshots (
                stream text COLLATE "C" PRIMARY KEY,
                sequence bigint NOT NULL,
                at bigint NOT NULL,
                json bytea NOT NULL);
            CREATE TABLE IF NOT EXISTS guardian.journal_head (
                -- The last position given, in the one row there is: no sequence of the database, because that is not part of a transaction.
                single boolean PRIMARY KEY DEFAULT true CHECK (single),
                position bigint NOT NULL)
                WITH (fillfactor = 10);
            INSERT INTO guardian.journal_head (position) VALUES (0) ON CONFLICT DO NOTHING;

            -- Appends the events of several requests, each of them as a whole or not at all. A part is a request's events for one stream.
            -- In the server, not in the client: all data has come before the lock is taken, so that a client that is slow, frozen or cut off
            -- in the middle of an append keeps nobody waiting, and the lock is held for the work and the commit, not for round trips.
            -- Its name carries a number: programs of several versions use one database, so what one of them calls is added to, never changed.
            CREATE OR REPLACE FUNCTION guardian.journal_append_1(
                names text[], -- streams, each once
                part_requests int[], -- request of each part, from 1, ascending
                part_streams int[], -- place in names
                part_expected bigint[], -- sequence that the stream must have, or -1
                part_counts int[], -- events
                types text[], -- event types, each once
                event_parts int[], -- part of each event
                event_offsets int[], -- place in the part, from 1
                event_types int[], -- place in types
                event_ats bigint[],
                event_jsons bytea[],
                OUT positions bigint[], -- of each request's last event, or 0 when it was refused
                OUT conflict_parts int[], -- for a refused request, its first part whose stream is elsewhere, or 0
                OUT conflict_heads bigint[]) -- and where that stream is
            LANGUAGE plpgsql VOLATILE AS $function$
            DECLARE
                parts CONSTANT int := cardinality(part_requests);
                last bigint;
                before bigint;
                ids bigint[];
                heads bigint[];
                type_ids bigint[];
                sequences bigint[]; -- of each part: where its stream was, or -1 when its request was refused
                places bigint[]; -- of each part: position before its first event
                part int := 1;
                behind int;
                refused int;
            BEGIN
                -- Whoever waits here goes on when the one before has committed AND its commit is visible to everybody: PostgreSQL gives up a
                -- transaction's locks after that. Positions are given under the lock, so their order is the order in which they become
                -- visible: a reader that has seen one will never find a smaller one that it has not seen. Each statement below begins with a
                -- new view of the data (volatile, read committed), so it sees everything written before the lock was given.
                PERFORM {{WriteLock}};

                SELECT h.position INTO STRICT last FROM guardian.journal_head h;
                before := last;
                -- LIMIT keeps the planner from reading all streams where a few have to be looked up.
                SELECT array_agg(s.id ORDER BY n.place), array_agg(coalesce(s.head, 0) ORDER BY n.place) INTO ids, heads
                FROM unnest(names) WITH ORDINALITY AS n (name, place)
                LEFT JOIN LATERAL (SELECT k.id, k.head FROM guardian.journal_streams k WHERE k.name = n.name LIMIT 1) s ON true;

                positions := array_fill(0::bigint, ARRAY[part_requests[parts]]);
                conflict_parts := array_fill(0, ARRAY[part_requests[parts]]);
                conflict_heads := positions;
                sequences := array_fill(-1::bigint, ARRAY[parts]);
                places := sequences;
                WHILE part <= parts LOOP
                    -- All streams of a request are looked at before one of them moves.
                    behind := part;
                    refused := 0;
                    WHILE behind <= parts AND part_requests[behind] = part_requests[part] LOOP
                        IF refused = 0 AND part_expected[behind] >= 0 AND part_expected[behind] <> heads[part_streams[behind]] THEN
                            refused := behind;
                        END IF;
                        behind := behind + 1;
                    END LOOP;
                    IF refused > 0 THEN
                        conflict_parts[part_requests[part]] := refused;
                        conflict_heads[part_requests[part]] := heads[part_streams[refused]];
                        part := behind;
                    END IF;
                    WHILE part < behind LOOP
                        sequences[part] := heads[part_streams[part]];
                        places[part] := last;
                        heads[part_streams[part]] := sequences[part] + part_counts[part];
                        last := last + part_counts[part];
                        positions[part_requests[part]] := last;
                        part := part + 1;
                    END LOOP;
                END LOOP;
                IF last = before THEN
                    RETURN;
                END IF;

                IF array_position(ids, NULL) IS NOT NULL THEN
                    -- New streams, unless all that was for them was refused.
                    INSERT INTO guardian.journal_streams (name, head)
                    SELECT n.name, 0 FROM unnest(names, ids, heads) AS n (name, id, head) WHERE n.id IS NULL AND n.head > 0;
                    SELECT array_agg((SELECT s.id FROM guardian.journal_streams s WHERE s.name = n.name) ORDER BY n.place) INTO ids
                    FROM unnest(names) WITH ORDINALITY AS n (name, place);
                END IF;
                UPDATE guardian.journal_streams s SET head = n.head FROM unnest(ids, heads) AS n (id, head) WHERE s.id = n.id AND s.head < n.head;

                SELECT array_agg((SELECT k.id FROM guardian.journal_types k WHERE k.name = t.name) ORDER BY t.place) INTO type_ids
                FROM unnest(types) WITH ORDINALITY AS t (name, place);
                IF array_position(type_ids, NULL) IS NOT NULL THEN
                    INSERT INTO guardian.journal_types (name)
                    SELECT t.name FROM unnest(types, type_ids) AS t (name, id) WHERE t.id IS NULL;
                    SELECT array_agg((SELECT k.id FROM guardian.journal_types k WHERE k.name = t.name) ORDER BY t.place) INTO type_ids
                    FROM unnest(types) WITH ORDINALITY AS t (name, place);
                END IF;

                INSERT INTO guardian.journal_events (position, stream_id, sequence, type_id, at, json)
                SELECT places[e.part] + e.place, ids[part_streams[e.part]], sequences[e.part] + e.place, type_ids[e.type], e.at, e.json
                FROM unnest(event_parts, event_offsets, event_types, event_ats, event_jsons) AS e (part, place, type, at, json)
                WHERE sequences[e.part] >= 0;
                UPDATE guardian.journal_head SET position = last;
                -- Those who listen are called by the commit, not before it.
                PERFORM pg_notify('{{Channel}}', last::text);
            END
            $function$;
            """),
    ];

    /// <summary>
    /// Content that comes before an event in its page. The server would send the whole page before the caller can stop it, so it has to
    /// know when enough is enough. The length of a value is known without fetching it.
    /// </summary>
    private static string BytesAheadBy(string order) =>
        $"sum(octet_length(e.json)) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING) - octet_length(e.json) AS ahead";
}
