using System.Data.Common;
using Guardian.Journal;
using Guardian.Persistence.Sql.Sqlite;
using Guardian.Persistence.Sql.Tests.Contract;
using Guardian.Persistence.Sql.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>Trouble that passes: the journal reports it, and works again when its cause is gone.</summary>
public sealed class SqliteTroubleTests
{
    private static readonly JournalTuning Impatient = new() { BusyTimeout = TimeSpan.FromMilliseconds(50) };

    [Fact]
    public async Task A_full_disk_is_reported_once_in_the_log_and_to_each_caller_and_writing_resumes_with_the_space()
    {
        using ScratchDirectory scratch = new();
        DialectOver dialect = new(new SqliteDialect(scratch.File("journal.db"), Impatient)) { OnOpen = "PRAGMA max_page_count = 60" };
        LogLines log = new();
        await using SqlEventJournal journal = Open(dialect, log);
        int written = 0;

        JournalUnavailableException? full = null;
        while (full is null)
        {
            try
            {
                await journal.AppendAsync([To("a", written, Event("e", new string('x', 10_000)))]);
                written++;
            }
            catch (JournalUnavailableException refused)
            {
                full = refused;
            }
        }

        full.Problem.ShouldBe(JournalProblem.Full);
        full.Message.ShouldContain("no space left for " + scratch.File("journal.db"));
        await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync([To("a", written, Event("e", new string('x', 50_000)))]));
        (await journal.ReadStreamAsync("a").AllAsync()).Length.ShouldBe(written);

        dialect.OnOpen = null;
        await journal.AppendAsync([To("a", written, Event("after", new string('x', 10_000)))]);
        (await journal.ReadNewestAsync("a", [], 1))[0].Type.ShouldBe("after");
        log.Lines.Select(line => line.Id).ShouldBe([6001, 6002]);
        log.Lines[0].Text.ShouldContain("no space left");
        log.Lines[1].Text.ShouldContain("Full lasted");
    }

    [Fact]
    public async Task A_lock_of_somebody_else_is_reported_and_readers_do_not_mind_it()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await using IEventJournal journal = await OpenAsync(path);
        await journal.AppendAsync([To("a", 0, Event("e1"))]);
        await using (SqliteConnection other = await LockAsync(path))
        {
            JournalUnavailableException busy =
                await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync([To("a", 1, Event("lost"))]));
            busy.Problem.ShouldBe(JournalProblem.Busy);
            busy.Message.ShouldContain($"fuser {path}");
            (await journal.ReadAllAsync().AllAsync()).Select(item => item.Type).ShouldBe(["e1"]);

            (await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(path))).Problem.ShouldBe(JournalProblem.Busy);
        }

        await journal.AppendAsync([To("a", 1, Event("e2"))]);
    }

    [Fact]
    public async Task What_another_process_has_appended_is_seen_before_the_next_append()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await using IEventJournal one = await OpenAsync(path);
        await using IEventJournal two = await OpenAsync(path);
        await one.AppendAsync([To("a", 0, Event("e1"))]);
        await two.AppendAsync([To("a", 1, Event("e2"))]);

        SequenceConflictException conflict = await Should.ThrowAsync<SequenceConflictException>(() => one.AppendAsync([To("a", 1, Event("e3"))]));

        conflict.Actual.ShouldBe(2);
        await one.AppendAsync([To("a", 2, Event("e3"))]);
        (await two.ReadStreamAsync("a").AllAsync()).Select(item => item.Type).ShouldBe(["e1", "e2", "e3"]);
    }

    [Fact]
    public async Task The_write_ahead_log_stays_short_while_readers_come_and_go()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        JournalTuning small = new() { WalLimit = 256 << 10 };
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance, small, CancellationToken.None);
        await journal.AppendAsync([Many("b", 2000)]);
        await using IAsyncEnumerator<JournalEvent> slow = journal.ReadAllAsync().GetAsyncEnumerator();
        (await slow.MoveNextAsync()).ShouldBeTrue(); // a reading that its caller has left in the middle

        for (int round = 0; round < 100; round++)
        {
            await journal.AppendAsync([To("a", round, Event("e", new string('x', 50_000)))]);
        }

        new FileInfo(path + "-wal").Length.ShouldBeLessThan(1 << 20);
        (await slow.MoveNextAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Space_of_deleted_events_is_given_back()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await using (IEventJournal journal = await OpenAsync(path))
        {
            await journal.AppendAsync([Many("old", 20_000, Noon.AddDays(-1))]);
        }

        long before = new FileInfo(path).Length;
        await using (IEventJournal journal = await OpenAsync(path))
        {
            (await journal.TrimAsync(new JournalRetention(Noon, 10))).ShouldBe(19_990);
        }

        new FileInfo(path).Length.ShouldBeLessThan(before / 4);
    }

    [Theory]
    [InlineData(5, 5, JournalProblem.Busy)]
    [InlineData(6, 262, JournalProblem.Busy)]
    [InlineData(8, 1032, JournalProblem.ReadOnly)]
    [InlineData(3, 3, JournalProblem.ReadOnly)]
    [InlineData(10, 778, JournalProblem.Unreachable)]
    [InlineData(10, 4874, JournalProblem.Full)]
    [InlineData(10, 8458, JournalProblem.Corrupt)]
    [InlineData(11, 11, JournalProblem.Corrupt)]
    [InlineData(26, 26, JournalProblem.Corrupt)]
    [InlineData(13, 13, JournalProblem.Full)]
    [InlineData(14, 14, JournalProblem.Unreachable)]
    [InlineData(7, 7, JournalProblem.Unreachable)]
    public void Each_code_of_SQLite_has_a_meaning(int code, int extended, JournalProblem meaning) =>
        SqliteErrors.Problem(code, extended).ShouldBe(meaning);

    private static Task<IEventJournal> OpenAsync(string path) =>
        SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance, Impatient, CancellationToken.None);

    private static SqlEventJournal Open(DialectOver dialect, ILogger log)
    {
        DbConnection connection = dialect.OpenWriter(create: true);
        SchemaMigrator.Migrate(dialect, connection, TimeProvider.System);
        JournalWriter writer = new(dialect, connection, Impatient, TimeProvider.System, log);
        return new SqlEventJournal(dialect, writer, new JournalReaders(dialect, Impatient), Impatient);
    }

    private static async Task<SqliteConnection> LockAsync(string path)
    {
        SqliteConnection other = new($"Data Source={path};Pooling=False");
        await other.OpenAsync();
        await using SqliteCommand command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();
        return other;
    }
}
