using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Guardian.Cluster.Postgres;

/// <summary>Sees to it that the database is one that this program can use, and brings its schema to the newest step.</summary>
/// <remarks>Asked for each connection that is opened, so a database that was replaced or upgraded is noticed as soon as it is connected to.</remarks>
internal sealed partial class ClusterSchema(ClusterAddress address, IReadOnlyList<ClusterMigration> steps, ILogger log)
{
    /// <summary>Any number that is the same in all programs; it means "guardian" to nobody but us.</summary>
    private const long MigrationLock = 0x677561726469616E;

    private const int OldestServer = 15;

    /// <summary>What this program knows.</summary>
    internal int Known => steps[^1].Version;

    /// <summary>Says what is wrong when others need a newer program than this one.</summary>
    /// <exception cref="ClusterUnavailableException">They do.</exception>
    internal void CheckNeeds(int needs)
    {
        if (needs > Known)
        {
            throw new ClusterUnavailableException(string.Create(
                CultureInfo.InvariantCulture,
                $"{address.Name} has been changed by a newer Guardian (its schema needs {needs}, this program knows {Known}); upgrade this node"));
        }
    }

    /// <summary>Looks at the schema, and takes the steps that are missing.</summary>
    internal async Task CheckAsync(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new ClusterUnavailableException(string.Create(
                CultureInfo.InvariantCulture, $"{address.Name} is PostgreSQL {connection.ServerVersion}; version {OldestServer} or later is needed"));
        }

        (bool standby, int version, int needs) = await ReadAsync(connection).ConfigureAwait(false);
        if (standby)
        {
            // It would answer, with what was true some time ago.
            throw new ClusterUnavailableException(
                $"{address.Name} is a standby, which cannot be written; name the primary in Host, or all servers, separated by commas");
        }

        CheckNeeds(needs);
        if (version < Known)
        {
            await MigrateAsync(connection).ConfigureAwait(false);
        }
    }

    private static async Task<(bool Standby, int Version, int Needs)> ReadAsync(NpgsqlConnection connection)
    {
        try
        {
            await using NpgsqlCommand read = new(ClusterSql.ReadSchema, connection);
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync().ConfigureAwait(false);
            await row.ReadAsync().ConfigureAwait(false);
            return (row.GetBoolean(0), row.GetInt32(1), row.GetInt32(2));
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return (false, 0, 0); // an empty database
        }
    }

    private async Task MigrateAsync(NpgsqlConnection connection)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // One node takes the steps, the others wait here and find them taken.
            await RunAsync(connection, ClusterSql.BeginMigration, Number(MigrationLock)).ConfigureAwait(false);
            await RunAsync(connection, ClusterSql.CreateVersions).ConfigureAwait(false);
            await using NpgsqlCommand current = new(ClusterSql.CurrentVersion, connection);
            int version = (int)(await current.ExecuteScalarAsync().ConfigureAwait(false))!;
            foreach (ClusterMigration step in steps.Where(step => step.Version > version))
            {
                await RunAsync(connection, step.Sql).ConfigureAwait(false);
                await RunAsync(
                    connection,
                    ClusterSql.RecordVersion,
                    new NpgsqlParameter<int> { TypedValue = step.Version },
                    new NpgsqlParameter<string> { TypedValue = step.Name, NpgsqlDbType = NpgsqlDbType.Text },
                    new NpgsqlParameter<int> { TypedValue = step.Needs }).ConfigureAwait(false);
                LogStep(log, address.Name, step.Version, step.Name);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using NpgsqlCommand command = new(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    [LoggerMessage(6200, LogLevel.Information, "The schema of {Database} was brought to step {Version} ({Step})")]
    private static partial void LogStep(ILogger log, string database, int version, string step);
}
