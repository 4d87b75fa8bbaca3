using System.Data.Common;
using Guardian.Journal;
using Guardian.Persistence.Sql.Sqlite;
using Guardian.Persistence.Sql.Writing;
using Microsoft.Extensions.Logging;

namespace Guardian.Persistence.Sql;

/// <summary>Opens the journal that lives in one SQLite file.</summary>
/// <remarks>
/// What has been acknowledged survives the death of the process, kill -9 included. After a power cut or a crash of the kernel the file is
/// intact, but the newest acknowledged events may be missing: those since the last checkpoint, at most some 16 MiB of content.
/// Beside the file SQLite keeps two more, with -wal and -shm added to its name; they belong together. The path must not be on a network
/// file system, whose locks SQLite cannot rely on. The native library is the system's libsqlite3.so.0 when that is 3.35.5 or later, else the
/// one that comes with Guardian; the AppContext switch Guardian.Persistence.Sql.PreferBundledSqlite turns the order round.
/// </remarks>
public static partial class SqliteJournal
{
    /// <summary>Opens the store, creating directory (mode 0700) and file (mode 0600) when missing, and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Clock of this node.</param>
    /// <param name="log">Told of trouble and recovery, once each.</param>
    /// <param name="stop">Gives up before the work begins; work that has begun is finished.</param>
    /// <returns>The journal; disposing it writes what is queued and closes the file.</returns>
    /// <exception cref="JournalUnavailableException">
    /// The file is damaged or another program's, cannot be written, is locked, newer than this program, or the disk is full. The call may
    /// be repeated later; until then the node works without a journal.
    /// </exception>
    /// <exception cref="DllNotFoundException">There is no usable SQLite library on this machine.</exception>
    public static Task<IEventJournal> OpenAsync(string path, TimeProvider time, ILogger log, CancellationToken stop = default) =>
        OpenAsync(path, time, log, new JournalTuning(), stop);

    internal static Task<IEventJournal> OpenAsync(string path, TimeProvider time, ILogger log, JournalTuning tuning, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        return Task.Run<IEventJournal>(() => Open(Path.GetFullPath(path), time, log, tuning), stop);
    }

    private static SqlEventJournal Open(string path, TimeProvider time, ILogger log, JournalTuning tuning)
    {
        string library = SqliteLibrary.Load();
        SqliteDialect dialect = new(path, tuning);
        DbConnection? connection = null;
        try
        {
            connection = dialect.OpenWriter(create: true);
            dialect.Check(connection); // before anything is written: a damaged file is left as it is, for those who repair it
            int version = SchemaMigrator.Migrate(dialect, connection, time);
            LogOpened(log, path, version, library);
            JournalWriter writer = new(dialect, connection, tuning, time, log);
            connection = null;
            return new SqlEventJournal(dialect, writer, new JournalReaders(dialect, tuning), tuning);
        }
        catch (DbException error)
        {
            throw dialect.Explain(error);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    [LoggerMessage(6000, LogLevel.Information, "Journal {Path} is open, schema version {Version}, library {Library}")]
    private static partial void LogOpened(ILogger log, string path, int version, string library);
}
