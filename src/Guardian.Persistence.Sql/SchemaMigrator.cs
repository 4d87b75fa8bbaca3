using System.Data.Common;
using Dapper;
using Guardian.Journal;

namespace Guardian.Persistence.Sql;

/// <summary>Brings the schema of a store to the newest version, one numbered step after another.</summary>
internal static class SchemaMigrator
{
    /// <summary>Runs the steps that are missing, each in a transaction of its own with the record that it ran.</summary>
    /// <returns>The version afterwards.</returns>
    /// <exception cref="JournalUnavailableException">The store is newer than this program.</exception>
    internal static int Migrate(ISqlDialect dialect, DbConnection writer, TimeProvider time)
    {
        using (DbTransaction first = dialect.BeginWrite(writer))
        {
            // The right to write is taken even when nothing is to do: a store that cannot be written is reported now, not at the first event.
            writer.Execute(dialect.Sql.CreateVersions, transaction: first);
            first.Commit();
        }

        int newest = dialect.Migrations[^1].Version;
        foreach (Migration step in dialect.Migrations)
        {
            using DbTransaction transaction = dialect.BeginWrite(writer);
            // Read again each time: another node may be migrating the same store.
            int current = writer.QuerySingle<int>(dialect.Sql.CurrentVersion, transaction: transaction);
            if (current > newest)
            {
                throw new JournalUnavailableException(
                    JournalProblem.TooNew,
                    $"{dialect.Store} has schema version {current}, this Guardian knows {newest}; run the newer version, or give this one a store of its own");
            }

            if (step.Version > current)
            {
                writer.Execute(step.Sql, transaction: transaction);
                writer.Execute(
                    dialect.Sql.RecordVersion,
                    new { version = step.Version, name = step.Name, at = time.GetUtcNow().ToUnixTimeMilliseconds() },
                    transaction);
            }

            transaction.Commit();
        }

        return newest;
    }
}
