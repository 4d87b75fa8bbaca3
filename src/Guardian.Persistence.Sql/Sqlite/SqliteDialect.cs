using System.Data;
using System.Data.Common;
using System.Globalization;
using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Guardian.Persistence.Sql.Sqlite;

/// <summary>SQLite: one file in WAL mode, in which readers and the writer do not block each other.</summary>
/// <remarks>Only the writer's connection writes and checkpoints; all others are opened for reading.</remarks>
internal sealed class SqliteDialect(string path, JournalTuning tuning) : ISqlDialect
{
    private long _sinceWalLook; // only the writer's thread reads and writes it

    public string Store => path;

    public SqlTexts Sql => SqliteSql.Texts;

    public IReadOnlyList<Migration> Migrations => SqliteSql.Migrations;

    public DbConnection OpenWriter(bool create)
    {
        PrepareFile(create);
        SqliteConnection connection = Open(SqliteOpenMode.ReadWrite);
        try
        {
            if (raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
            {
                // SQLite opens such a file without a word, and would let us begin to write as long as nothing is written.
                throw new JournalUnavailableException(JournalProblem.ReadOnly, SqliteErrors.Advice(JournalProblem.ReadOnly, path));
            }

            switch (Scalar(connection, SqliteSql.Owner))
            {
                case SqliteSql.Nobody:
                    Run(connection, SqliteSql.FileSettings);
                    break;
                case SqliteSql.Somebody:
                    throw new JournalUnavailableException(JournalProblem.Corrupt, SqliteErrors.Advice(JournalProblem.Corrupt, path));
            }

            Run(connection, SqliteSql.WriterSettings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public DbConnection OpenReader() => Open(SqliteOpenMode.ReadOnly);

    public int? MigrationSeconds => null; // its statements run in this process, nobody waits for them

    public DbTransaction BeginMigration(DbConnection writer) => BeginWrite(writer);

    /// <summary>Begins a transaction that holds the right to write from its start.</summary>
    internal DbTransaction BeginWrite(DbConnection writer)
    {
        // SQLite would go on writing to the file that has no name any more, and everything acknowledged would be lost with the process.
        return File.Exists(path) ? ((SqliteConnection)writer).BeginTransaction(IsolationLevel.Serializable, deferred: false) : throw Removed();
    }

    public IWriteSession OpenSession(DbConnection writer) => new SqliteWriteSession(this, writer);

    public void Check(DbConnection writer)
    {
        if (new FileInfo(path).Length > tuning.CheckLimit)
        {
            return; // opening must not take minutes; damage shows when it is read or written over
        }

        string? answer = (string?)Scalar((SqliteConnection)writer, SqliteSql.Check);
        if (answer != "ok")
        {
            throw new JournalUnavailableException(JournalProblem.Corrupt, $"{SqliteErrors.Advice(JournalProblem.Corrupt, path)} ({answer})");
        }
    }

    /// <summary>Keeps the files small.</summary>
    internal void AfterCommit(DbConnection writer, long bytes, bool trimmed)
    {
        SqliteConnection connection = (SqliteConnection)writer;
        if (trimmed)
        {
            Run(connection, SqliteSql.GiveBackPages);
        }

        _sinceWalLook += bytes;
        if (_sinceWalLook < tuning.WalLimit / 4)
        {
            return;
        }

        _sinceWalLook = 0;
        FileInfo wal = new(path + "-wal");
        if (wal.Exists && wal.Length > tuning.WalLimit)
        {
            // SQLite's own checkpoints never wait, so under a constant load of readers the log would only grow. This one waits for readers,
            // but not long: they are Guardian's and done in milliseconds, unless a person looks into the file with a transaction open.
            WaitForLocks(connection, TimeSpan.FromMilliseconds(100));
            Run(connection, SqliteSql.Truncate);
            WaitForLocks(connection, tuning.BusyTimeout);
        }
    }

    public JournalUnavailableException Explain(DbException error)
    {
        JournalProblem problem = error is SqliteException sqlite
            ? SqliteErrors.Problem(sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode)
            : JournalProblem.Unreachable;
        return new JournalUnavailableException(problem, $"{SqliteErrors.Advice(problem, path)} ({error.Message})", error);
    }

    public void Dispose()
    {
        // Nothing: all there is are the connections.
    }

    private void PrepareFile(bool create)
    {
        if (Directory.Exists(path))
        {
            throw new JournalUnavailableException(JournalProblem.Unreachable, $"{path} is a directory; name a file for the store");
        }

        if (File.Exists(path))
        {
            return;
        }

        if (!create)
        {
            throw Removed(); // a new file here would hide that history is missing
        }

        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } directory)
            {
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            // SQLite gives the files beside it the same mode. The file is new, so closing it drops no lock that SQLite holds on it.
            using FileStream created = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new JournalUnavailableException(JournalProblem.ReadOnly, SqliteErrors.Advice(JournalProblem.ReadOnly, path), denied);
        }
        catch (IOException failed)
        {
            JournalProblem problem = FileErrors.Problem(failed);
            throw new JournalUnavailableException(problem, $"{SqliteErrors.Advice(problem, path)} ({failed.Message})", failed);
        }
    }

    private JournalUnavailableException Removed() =>
        new(JournalProblem.Unreachable, $"{path} has been removed while in use; put it back, or restart Guardian to begin a new one");

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        SqliteLibrary.Load();
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Cache = SqliteCacheMode.Private,
            Pooling = false, // the journal keeps its few connections itself
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(tuning.BusyTimeout.TotalSeconds)),
        }.ToString());
        try
        {
            connection.Open();
            WaitForLocks(connection, tuning.BusyTimeout);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void WaitForLocks(SqliteConnection connection, TimeSpan longest) =>
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)longest.TotalMilliseconds}"));

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        do
        {
            while (reader.Read())
            {
                // Some pragmas do their work row by row and stop with the reading.
            }
        }
        while (reader.NextResult());
    }
}
