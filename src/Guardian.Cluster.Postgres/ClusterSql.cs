namespace Guardian.Cluster.Postgres;

/// <summary>The statements that are said to PostgreSQL; most call a function of <see cref="ClusterSteps"/>.</summary>
internal static class ClusterSql
{
    /// <summary>Whether the server only reads; highest step that was taken; least program that may use it. Fails when there is no schema.</summary>
    internal const string ReadSchema =
        "SELECT pg_is_in_recovery(), coalesce(max(version), 0), coalesce(max(needs), 0) FROM guardian.cluster_versions";

    /// <summary>
    /// Waits until nobody else changes the schema: $1 is the same number everywhere. The limits of an ordinary call do not hold for a step.
    /// </summary>
    internal const string BeginMigration =
        "SELECT pg_advisory_xact_lock($1), set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)";

    /// <summary>Makes the schema and the table of its steps, where they are missing.</summary>
    /// <remarks>Asked for first, because IF NOT EXISTS wants the right to create even where nothing is to be created.</remarks>
    internal const string CreateVersions = """
        DO $$
        BEGIN
          IF to_regnamespace('guardian') IS NULL THEN
            -- The shared journal makes the same schema under a lock of its own; whoever comes second finds it.
            BEGIN
              CREATE SCHEMA guardian;
            EXCEPTION WHEN duplicate_schema OR unique_violation THEN NULL;
            END;
          END IF;
          IF to_regclass('guardian.cluster_versions') IS NULL THEN
            CREATE TABLE guardian.cluster_versions (
              version int PRIMARY KEY,
              name text NOT NULL,
              -- The least program that may still use the schema after this step; a program is the number of the last step that it knows.
              needs int NOT NULL,
              at timestamptz NOT NULL DEFAULT clock_timestamp());
          END IF;
        END $$
        """;

    /// <summary>Highest step that was taken.</summary>
    internal const string CurrentVersion = "SELECT coalesce(max(version), 0) FROM guardian.cluster_versions";

    /// <summary>Records the step $1, named $2, that needs $3.</summary>
    internal const string RecordVersion = "INSERT INTO guardian.cluster_versions (version, name, needs) VALUES ($1, $2, $3)";

    /// <summary>Channels that are listened on. The last one belongs to the shared journal.</summary>
    internal const string Listen = "LISTEN guardian_cluster; LISTEN guardian_inbox; LISTEN guardian_answer; LISTEN guardian_events";

    /// <summary>A number that grows with each call of join: see join().</summary>
    internal const string Ticket = "SELECT nextval('guardian.join_tickets')";

    internal const string Join = "SELECT * FROM guardian.join_member($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    internal const string Renew = "SELECT * FROM guardian.renew($1, $2, $3, $4, $5, $6, $7, $8)";
    internal const string Update = "SELECT guardian.update_member($1, $2, $3, $4, $5, $6)";
    internal const string Leave = "SELECT guardian.leave($1)";
    internal const string Read = "SELECT * FROM guardian.read_state()";
    internal const string Acquire = "SELECT guardian.acquire($1, $2, $3)";
    internal const string Release = "SELECT guardian.release($1, $2, $3, $4, $5)";
    internal const string Drain = "SELECT guardian.drain($1, $2)";
    internal const string Down = "SELECT guardian.down($1)";
    internal const string Intend = "SELECT guardian.intend($1, $2, $3, $4)";
    internal const string Send = "SELECT guardian.send($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    internal const string Take = "SELECT * FROM guardian.take($1, $2, $3)";
    internal const string Answer = "SELECT guardian.answer($1, $2, $3, $4, $5, $6, $7, $8)";
    internal const string ReadAnswer = "SELECT * FROM guardian.read_answer($1, $2, $3)";
    internal const string Forget = "SELECT guardian.forget($1)";
    internal const string Tidy = "SELECT guardian.tidy($1, $2)";

    internal const string Audit = """
        SELECT id, guardian.us(at), by_whom, from_node, to_node, method || ' ' || path, body, status, guardian.us(done_at), runs, answer
        FROM guardian.requests WHERE method <> 'GET' ORDER BY number DESC LIMIT $1
        """;
}
