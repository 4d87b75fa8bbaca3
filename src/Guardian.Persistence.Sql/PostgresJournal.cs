using System.Data.Common;
using Guardian.Journal;
using Guardian.Persistence.Sql.Postgres;
using Guardian.Persistence.Sql.Writing;
using Microsoft.Extensions.Logging;

namespace Guardian.Persistence.Sql;

/// <summary>Opens the journal that nodes share: in the schema <c>guardian</c> of one PostgreSQL database, version 15 or later.</summary>
/// <remarks>
/// <para>What has been acknowledged is on the server's disk, and on its synchronous standbys where there are any. Where a standby that is not
/// synchronous takes over, the newest acknowledged events may be missing, and their positions are given again.</para>
/// <para>When a call ends with <see cref="JournalUnavailableException"/> and the line was lost over it, the append may have happened all the same:
/// who must know gives an expected sequence. After <see cref="IEventJournal.AppendAsync"/> the server calls those who LISTEN to
/// <c>guardian_events</c>.</para>
/// <para>A journal keeps one connection for writing and up to four for reading. They are sessions with settings and prepared statements of
/// their own: between Guardian and the server there may be no pooler that shares them (PgBouncer in transaction mode).</para>
/// </remarks>
public static partial class PostgresJournal
{
    /// <summary>Connects, and makes the schema or brings it up to date; nodes that are upgraded one after the other may share it meanwhile.</summary>
    /// <param name="connectionString">As Npgsql reads it, with the password in it. It is told to nobody.</param>
    /// <param name="time">Clock of this node.</param>
    /// <param name="log">Told of trouble and recovery, once each.</param>
    /// <param name="stop">Gives up before the work begins; work that has begun is finished.</param>
    /// <returns>The journal; disposing it writes what is queued and closes the connections.</returns>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    /// <exception cref="JournalUnavailableException">
    /// The server cannot be reached, refuses the user, is a standby, or its schema is too new for this program. The call may be repeated later.
    /// </exception>
    public static Task<IEventJournal> OpenAsync(string connectionString, TimeProvider time, ILogger log, CancellationToken stop = default) =>
        OpenAsync(connectionString, time, log, new JournalTuning(), stop);

    internal static Task<IEventJournal> OpenAsync(
        string connectionString, TimeProvider time, ILogger log, JournalTuning tuning, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        PostgresDialect dialect = new(connectionString, tuning, time);
        return Task.Run<IEventJournal>(() => Open(dialect, time, log, tuning), stop);
    }

    internal static SqlEventJournal Open(PostgresDialect dialect, TimeProvider time, ILogger log, JournalTuning tuning)
    {
        DbConnection? connection = null;
        SqlEventJournal? journal = null;
        try
        {
            connection = dialect.OpenWriter(create: true);
            dialect.Check(connection); // before anything is written
            // Most often there is nothing to do, and then nobody needs to wait for the lock while nodes start.
            long version = dialect.Look(connection) is { } state && state.Version >= dialect.Migrations[^1].Version
                ? state.Version
                : SchemaMigrator.Migrate(dialect, connection, time);
            LogOpened(log, dialect.Store, version, PostgresDialect.LookAt(connection).Version);
            JournalWriter writer = new(dialect, connection, tuning, time, log);
            connection = null;
            return journal = new SqlEventJournal(dialect, writer, new JournalReaders(dialect, tuning), tuning);
        }
        catch (DbException error)
        {
            throw dialect.Explain(error);
        }
        finally
        {
            connection?.Dispose();
            if (journal is null)
            {
                dialect.Dispose();
            }
        }
    }

    [LoggerMessage(6100, LogLevel.Information, "Journal in {Store} is open, schema version {Version}, PostgreSQL {Server}")]
    private static partial void LogOpened(ILogger log, string store, long version, string server);
}
