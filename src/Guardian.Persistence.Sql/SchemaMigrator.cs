using System.Data.Common;
using Dapper;
using Guardian.Journal;

namespace Guardian.Persistence.Sql;

/// <summary>Brings the schema of a store to the newest version, one numbered step after another.</summary>
internal static class SchemaMigrator
{
    /// <summary>Runs the steps that are missing, each in a transaction of its own with the record that it ran.</summary>
    /// <returns>The version afterwards: a later one than this program knows when a newer program has left the store fit for it.</returns>
    /// <exception cref="JournalUnavailableException">The store is too new for this program.</exception>
    internal static int Migrate(ISqlDialect dialect, DbConnection writer, TimeProvider time)
    {
        using (DbTransaction first = dialect.BeginMigration(writer))
        {
            // The right to write is taken even when nothing is to do: a store that cannot be written is reported now, not at the first event.
            writer.Execute(dialect.Sql.CreateVersions, transaction: first);
            first.Commit();
        }

        int newest = dialect.Migrations[^1].Version;
        SchemaState state = new(0, 0);
        foreach (Migration step in dialect.Migrations)
        {
            using DbTransaction transaction = dialect.BeginMigration(writer);
            // Read again each time: another node may be migrating the same store.
            state = Look(dialect, writer, transaction);
            if (step.Version > state.Version)
            {
                writer.Execute(step.Sql, transaction: transaction, commandTimeout: dialect.MigrationSeconds);
                writer.Execute(
                    dialect.Sql.RecordVersion,
                    new { version = step.Version, name = step.Name, needs = step.Needs, at = time.GetUtcNow().ToUnixTimeMilliseconds() },
                    transaction);
            }

            transaction.Commit();
        }

        return (int)Math.Max(newest, state.Version);
    }

    /// <summary>Refuses a store whose schema is of no use to this program any more: a newer one may have changed it since it was opened.</summary>
    /// <exception cref="JournalUnavailableException">It is too new.</exception>
    internal static SchemaState Look(ISqlDialect dialect, DbConnection connection, DbTransaction? transaction = null)
    {
        SchemaState state = connection.QuerySingle<SchemaState>(dialect.Sql.CurrentVersion, transaction: transaction);
        int newest = dialect.Migrations[^1].Version;
        return state.Needs <= newest
            ? state
            : throw new JournalUnavailableException(
                JournalProblem.TooNew,
                $"{dialect.Store} has schema version {state.Version}, this Guardian knows {newest}; run the newer version, or give this one a store of its own");
    }
}
