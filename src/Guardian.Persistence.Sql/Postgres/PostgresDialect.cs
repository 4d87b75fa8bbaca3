using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using Dapper;
using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;
using Npgsql;

namespace Guardian.Persistence.Sql.Postgres;

/// <summary>PostgreSQL: a database that many nodes write at once. One connection of each journal writes, a few read.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    /// <summary>Time for an answer to come after the server has given up a statement: only a dead connection takes longer.</summary>
    private static readonly TimeSpan s_onTheWay = TimeSpan.FromSeconds(2);

    private const int OldestServer = 150_000;

    private readonly JournalTuning _tuning;
    private readonly TimeProvider _time;
    private readonly NpgsqlDataSource _source;

    /// <param name="connectionString">As Npgsql reads it. What is needed for the journal's promises is set whatever it says.</param>
    /// <param name="tuning">Limits.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    internal PostgresDialect(string connectionString, JournalTuning tuning, TimeProvider time)
    {
        (_tuning, _time) = (tuning, time);
        NpgsqlConnectionStringBuilder settings = Read(connectionString);
        Store = $"database {settings.Database ?? settings.Username} on {Where(settings)}";
        _source = NpgsqlDataSource.Create(settings);
    }

    public string Store { get; }

    public SqlTexts Sql => PostgresSql.Texts;

    public IReadOnlyList<Migration> Migrations { get; init; } = PostgresSql.Migrations;

    public DbConnection OpenWriter(bool create) => Connect(create);

    public DbConnection OpenReader() => Connect(create: false);

    public int? MigrationSeconds => Seconds(_tuning.MigrationTimeout + s_onTheWay);

    public DbTransaction BeginMigration(DbConnection writer)
    {
        DbTransaction transaction = writer.BeginTransaction(IsolationLevel.ReadCommitted);
        writer.Execute(PostgresSql.MigrationSettings, new { limit = Milliseconds(_tuning.MigrationTimeout) }, transaction);
        writer.Execute(PostgresSql.TakeWriteLock, transaction: transaction, commandTimeout: MigrationSeconds);
        return transaction;
    }

    public IWriteSession OpenSession(DbConnection writer) => new PostgresWriteSession((NpgsqlConnection)writer, _time);

    public void Check(DbConnection writer)
    {
        PostgresServer server = LookAt(writer);
        if (server.Number < OldestServer)
        {
            throw new JournalUnavailableException(
                JournalProblem.Unreachable, $"{Store} is PostgreSQL {server.Version}; Guardian needs 15 or later");
        }

        if (server.Encoding != "UTF8")
        {
            throw new JournalUnavailableException(
                JournalProblem.Unreachable, $"{Store} stores text as {server.Encoding}; make one with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0");
        }

        if (server.ReadOnly)
        {
            throw new JournalUnavailableException(JournalProblem.ReadOnly, PostgresErrors.Advice(PostgresErrors.ReadOnlyTransaction, JournalProblem.ReadOnly, Store));
        }
    }

    /// <summary>How far the schema is, or null when there is none.</summary>
    /// <exception cref="JournalUnavailableException">It is too new for this program.</exception>
    internal SchemaState? Look(DbConnection connection) =>
        connection.ExecuteScalar<bool>(PostgresSql.Exists) ? SchemaMigrator.Look(this, connection) : null;

    /// <summary>Asks what kind of server it is.</summary>
    internal static PostgresServer LookAt(DbConnection connection) => connection.QuerySingle<PostgresServer>(PostgresSql.Server);

    public JournalUnavailableException Explain(DbException error) => PostgresErrors.Explain(error, Store);

    public void Dispose() => _source.Dispose();

    private NpgsqlConnection Connect(bool create)
    {
        NpgsqlConnection connection = _source.CreateConnection();
        try
        {
            connection.Open();
            connection.Execute(PostgresSql.Settings, new
            {
                @lock = Milliseconds(_tuning.BusyTimeout),
                statement = Milliseconds(_tuning.ReplyTimeout),
                idle = Milliseconds(_tuning.IdleTimeout),
            });
            if (!create)
            {
                Look(connection); // a newer program may have changed it since this one began
            }

            return connection;
        }
        catch (Exception error) when (error is SocketException or IOException or TimeoutException)
        {
            // Not every failure of the network comes wrapped in the driver's own exception.
            connection.Dispose();
            throw PostgresErrors.Explain(error, Store);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // Neither its text nor the driver's: a password with a semicolon in it would be told as an unknown word.
#pragma warning disable CA2208 // the parameter is the caller's
            throw new ArgumentException(
                "the connection string cannot be read: it is a list of Key=Value with ; between them, and a value with ; in it stands in quotes", nameof(connectionString));
#pragma warning restore CA2208
        }

        if (!settings.ShouldSerialize("Timeout"))
        {
            settings.Timeout = Seconds(_tuning.BusyTimeout); // for connecting
        }

        if (!settings.ShouldSerialize("GSS Encryption Mode"))
        {
            settings.GssEncryptionMode = GssEncryptionMode.Disable; // asked for, it is one more round trip to connect, and one more wait for a dead server
        }

        settings.ApplicationName ??= "guardian journal";
        settings.Pooling = false; // the journal keeps its few connections itself
        settings.Multiplexing = false;
        settings.Enlist = false;
        settings.CommandTimeout = Seconds(_tuning.ReplyTimeout + s_onTheWay);
        settings.CancellationTimeout = -1; // the server ends its statements itself; whoever has not answered by then is not asked again
        settings.MaxAutoPrepare = 32; // more than there are statements for reading
        settings.AutoPrepareMinUsages = 2;
        return settings;
    }

    private static string Where(NpgsqlConnectionStringBuilder settings) =>
        settings.Host is { } host && !host.Contains(',', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{host}:{settings.Port}")
            : $"{settings.Host}";

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static string Milliseconds(TimeSpan time) => ((long)Math.Max(1, time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
}
