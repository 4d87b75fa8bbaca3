using System.Data.Common;
using Guardian.Journal;
using Guardian.Persistence.Sql.Postgres;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>The schema goes forward step by step, with several nodes at once and of several versions.</summary>
public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private static readonly Migration Added = new(2, "a table more", 1, "CREATE TABLE IF NOT EXISTS guardian.journal_more (id bigint)");
    private static readonly Migration Changed = new(
        2, "another way to append", 2, "ALTER FUNCTION guardian.journal_append_1 RENAME TO journal_append_2");

    private ThrowawayDatabase _database = null!;

    public async Task InitializeAsync() => _database = await ThrowawayDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public void Migrations_are_numbered_from_one_without_gaps_and_need_no_later_version_than_their_own()
    {
        PostgresSql.Migrations.Select(step => step.Version).ShouldBe(Enumerable.Range(1, PostgresSql.Migrations.Count));
        PostgresSql.Migrations.ShouldAllBe(step => step.Needs >= 1 && step.Needs <= step.Version);
    }

    [Fact]
    public async Task Ten_nodes_that_start_at_once_make_the_schema_once()
    {
        for (int round = 0; round < 5; round++)
        {
            await _database.ExecuteAsync("DROP SCHEMA IF EXISTS guardian CASCADE");
            IEventJournal[] journals = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => OpenAsync())).WaitAsync(Patience);
            await Task.WhenAll(journals.Select((journal, index) => journal.AppendAsync([To("a", null, Event($"{index}"))])));

            (await journals[3].ReadStreamAsync("a").AllAsync()).Select(item => item.Type).Order().ShouldBe(Enumerable.Range(0, 10).Select(index => $"{index}"));
            (await _database.QueryAsync("SELECT count(*) FROM guardian.journal_schema")).ShouldBe((long)PostgresSql.Migrations.Count);
            foreach (IEventJournal journal in journals)
            {
                await journal.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_start_waits_longer_for_a_change_of_the_schema_than_an_append_waits_for_a_lock()
    {
        JournalTuning tuning = new() { BusyTimeout = TimeSpan.FromMilliseconds(50), ReplyTimeout = TimeSpan.FromSeconds(1) };
        using PostgresDialect changer = Dialect(Added);
        await using DbConnection connection = changer.OpenWriter(create: true);
        DbTransaction change = changer.BeginMigration(connection);
        Task<IEventJournal> opening = PostgresJournal.OpenAsync(_database.ConnectionString, TimeProvider.System, NullLogger.Instance, tuning, CancellationToken.None);
        while ((long)(await _database.QueryAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND now() - query_start > '1500 ms'"))! == 0)
        {
            opening.IsCompleted.ShouldBeFalse("the opening has not waited");
        }

        await change.CommitAsync();

        await using IEventJournal journal = await opening.WaitAsync(Patience);
        await journal.AppendAsync([To("a", 0, Event("e"))]);
    }

    [Fact]
    public async Task Every_migration_may_run_again_over_a_store_in_use()
    {
        await using IEventJournal journal = await OpenAsync();
        await journal.AppendAsync([To("a", 0, Event("e1"))]);
        await _database.ExecuteAsync("DELETE FROM guardian.journal_schema");

        await using IEventJournal again = await OpenAsync();

        await again.AppendAsync([To("a", 1, Event("e2"))]);
        await journal.AppendAsync([To("a", 2, Event("e3"))]);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_version_before_and_is_tried_again()
    {
        Migration broken = new(2, "broken", 2, "CREATE TABLE guardian.half (id int); INSERT INTO nowhere VALUES (1)");
        using PostgresDialect half = Dialect(broken);

        Should.Throw<JournalUnavailableException>(() => Open(half)).Problem.ShouldBe(JournalProblem.Corrupt);

        (await _database.QueryAsync("SELECT max(version) FROM guardian.journal_schema")).ShouldBe(1L);
        (await _database.QueryAsync("SELECT to_regclass('guardian.half') IS NULL")).ShouldBe(true);
        await using IEventJournal journal = Open(Dialect(Added));
        (await _database.QueryAsync("SELECT name FROM guardian.journal_schema WHERE version = 2")).ShouldBe("a table more");
    }

    [Fact]
    public async Task An_older_program_goes_on_with_what_a_newer_one_has_only_added_to_and_starts_with_it_too()
    {
        await using IEventJournal older = await OpenAsync();
        await older.AppendAsync([To("a", 0, Event("before"))]);
        await using SqlEventJournal newer = Open(Dialect(Added));
        await newer.AppendAsync([To("a", 1, Event("newer"))]);

        await older.AppendAsync([To("a", 2, Event("older"))]);
        await using IEventJournal restarted = await OpenAsync();
        await restarted.AppendAsync([To("a", 3, Event("older again"))]);

        (await newer.ReadStreamAsync("a").AllAsync()).Select(item => item.Type).ShouldBe(["before", "newer", "older", "older again"]);
        (await _database.QueryAsync("SELECT max(version) FROM guardian.journal_schema")).ShouldBe(2L);
    }

    [Fact]
    public async Task An_older_program_is_refused_when_a_newer_one_has_changed_what_it_uses_whether_it_starts_or_runs()
    {
        await using IEventJournal older = await OpenAsync();
        await older.AppendAsync([To("a", 0, Event("before"))]);
        using PostgresDialect newer = Dialect(Changed);
        await using (DbConnection connection = newer.OpenWriter(create: true))
        {
            SchemaMigrator.Migrate(newer, connection, TimeProvider.System).ShouldBe(2);
        }

        (await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync())).ShouldSatisfyAllConditions(
            refused => refused.Problem.ShouldBe(JournalProblem.TooNew),
            refused => refused.Message.ShouldContain("schema version 2, this Guardian knows 1"));
        await Should.ThrowAsync<JournalUnavailableException>(() => older.AppendAsync([To("a", 1, Event("lost"))]));
        (await Should.ThrowAsync<JournalUnavailableException>(() => older.AppendAsync([To("a", 1, Event("lost"))])))
            .Problem.ShouldBe(JournalProblem.TooNew);
        (await _database.QueryAsync("SELECT count(*) FROM guardian.journal_events")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_user_who_may_not_create_schemas_may_use_one_that_is_there()
    {
        await _database.ExecuteAsync("""
            DO $$ BEGIN CREATE ROLE modest LOGIN PASSWORD 'modest'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            CREATE SCHEMA guardian AUTHORIZATION modest;
            """);
        string connectionString = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = "modest", Password = "modest" }.ToString();

        await using IEventJournal journal = await PostgresJournal.OpenAsync(connectionString, TimeProvider.System, NullLogger.Instance);
        await using IEventJournal again = await PostgresJournal.OpenAsync(connectionString, TimeProvider.System, NullLogger.Instance);

        await again.AppendAsync([To("a", 0, Event("e"))]);
    }

    private PostgresDialect Dialect(Migration more) => new(_database.ConnectionString, new JournalTuning(), TimeProvider.System)
    {
        Migrations = [.. PostgresSql.Migrations, more],
    };

    private static SqlEventJournal Open(PostgresDialect dialect) =>
        PostgresJournal.Open(dialect, TimeProvider.System, NullLogger.Instance, new JournalTuning());

    private Task<IEventJournal> OpenAsync() => PostgresJournal.OpenAsync(_database.ConnectionString, TimeProvider.System, NullLogger.Instance);
}
