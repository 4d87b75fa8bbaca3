using System.Data.Common;
using Dapper;
using Guardian.Journal;
using Guardian.Persistence.Sql.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>The schema goes forward step by step and never back.</summary>
public sealed class SqliteSchemaTests
{
    [Fact]
    public void Migrations_are_numbered_from_one_without_gaps() =>
        SqliteSql.Migrations.Select(step => step.Version).ShouldBe(Enumerable.Range(1, SqliteSql.Migrations.Count));

    [Fact]
    public async Task Every_migration_may_run_again_over_a_store_in_use()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await AppendAsync(path, 0);
        SqliteDialect dialect = new(path, new JournalTuning());
        await using (DbConnection connection = dialect.OpenWriter(create: false))
        {
            await connection.ExecuteAsync("DELETE FROM guardian_schema");
            SchemaMigrator.Migrate(dialect, connection, TimeProvider.System).ShouldBe(SqliteSql.Migrations.Count);
            SchemaMigrator.Migrate(dialect, connection, TimeProvider.System).ShouldBe(SqliteSql.Migrations.Count);
        }

        await AppendAsync(path, 1);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_version_before_and_is_tried_again()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        SqliteDialect inner = new(path, new JournalTuning());
        DialectOver broken = new(inner)
        {
            Migrations = [.. inner.Migrations, new Migration(2, "broken", 2, "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)")],
        };
        DialectOver repaired = new(inner)
        {
            Migrations = [.. inner.Migrations, new Migration(2, "repaired", 2, "CREATE TABLE half (id INTEGER)")],
        };
        await using DbConnection connection = inner.OpenWriter(create: true);

        Should.Throw<SqliteException>(() => SchemaMigrator.Migrate(broken, connection, TimeProvider.System));

        (await connection.QuerySingleAsync<long>("SELECT max(version) FROM guardian_schema")).ShouldBe(1);
        (await connection.QuerySingleAsync<long>("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).ShouldBe(0);
        SchemaMigrator.Migrate(repaired, connection, TimeProvider.System).ShouldBe(2);
        (await connection.QueryAsync<string>("SELECT name FROM guardian_schema ORDER BY version")).Last().ShouldBe("repaired");
    }

    [Fact]
    public async Task A_store_of_a_newer_Guardian_is_refused_and_left_alone()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await AppendAsync(path, 0);
        await using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            await connection.ExecuteAsync("INSERT INTO guardian_schema VALUES (99, 'later', 0)");
        }

        byte[] before = await File.ReadAllBytesAsync(path);

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => AppendAsync(path, 1));

        refused.Problem.ShouldBe(JournalProblem.TooNew);
        refused.Message.ShouldContain("version 99");
        (await File.ReadAllBytesAsync(path)).ShouldBe(before);
    }

    private static async Task AppendAsync(string path, long expected)
    {
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
        await journal.AppendAsync([To("a", expected, Event("e"))]);
    }
}
