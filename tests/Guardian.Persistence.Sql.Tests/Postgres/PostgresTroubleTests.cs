using Guardian.Journal;
using Guardian.Persistence.Sql.Postgres;
using Guardian.Persistence.Sql.Tests.Contract;
using Guardian.Testing.Postgres;
using Npgsql;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>Trouble with the server: said in words that help, in bounded time, without secrets, and over when its cause is.</summary>
public sealed class PostgresTroubleTests
{
    internal static readonly JournalTuning Impatient = new() { BusyTimeout = TimeSpan.FromSeconds(1), ReplyTimeout = TimeSpan.FromSeconds(3), GroupEvents = 100 };

    private readonly LogLines _log = new();

    [Fact]
    public async Task A_journal_that_was_idle_over_a_restart_of_the_server_notices_nothing()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        ShiftedTime time = new();
        await using IEventJournal journal = await PostgresJournal.OpenAsync(server.ConnectionString(), time, _log, Impatient, CancellationToken.None);
        await journal.AppendAsync([To("a", 0, Event("e1"))]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => journal.ReadNewestAsync("", [], 1)));

        await server.RestartAsync();
        time.Shift(TimeSpan.FromSeconds(2));

        await journal.AppendAsync([To("a", 1, Event("e2"))]);
        foreach (int _ in Enumerable.Range(0, 5))
        {
            (await journal.ReadStreamAsync("a").AllAsync()).Length.ShouldBe(2);
        }

        _log.Lines.ShouldAllBe(line => line.Id == 6100);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_in_bounded_time_and_the_journal_works_again_when_it_is_back()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await using IEventJournal journal = await OpenAsync(server.ConnectionString());
        await journal.AppendAsync([To("a", 0, Event("e1"))]);
        await server.StopAsync(PostgresStop.Immediate);

        (await ProblemAsync(() => journal.AppendAsync([To("a", 1, Event("lost"))]))).ShouldBe(JournalProblem.Unreachable);
        (await ProblemAsync(() => journal.AppendAsync([To("a", 1, Event("lost"))]))).ShouldBe(JournalProblem.Unreachable);
        (await ProblemAsync(() => journal.ReadNewestAsync("", [], 1))).ShouldBe(JournalProblem.Unreachable);
        (await ProblemAsync(() => OpenAsync(server.ConnectionString()))).ShouldBe(JournalProblem.Unreachable);

        await server.StartAsync();
        await journal.AppendAsync([To("a", 1, Event("e2"))]);
        (await journal.ReadStreamAsync("a").AllAsync()).Select(item => item.Type).ShouldBe(["e1", "e2"]);
        _log.Lines.Count(line => line.Id == 6001).ShouldBe(1);
        _log.Lines.Single(line => line.Id == 6001).Text.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task A_dead_line_is_found_out_in_bounded_time_and_closing_does_not_wait_long_for_it()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await using SilentLine line = new(server.Port);
        string connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString()) { Port = line.Port }.ToString();
        IEventJournal journal = await OpenAsync(connectionString);
        await journal.AppendAsync([To("a", 0, Event("e1"))]);
        (await journal.ReadStreamAsync("a").AllAsync()).Length.ShouldBe(1);

        line.Die();
        foreach ((string what, Func<Task> call) in new (string, Func<Task>)[]
        {
            ("append", () => journal.AppendAsync([To("a", 1, Event("perhaps"))])),
            ("append again", () => journal.AppendAsync([To("a", 1, Event("perhaps"))])),
            ("read", () => journal.ReadNewestAsync("", [], 1)),
            ("open", () => OpenAsync(connectionString)),
        })
        {
            // 3 + 2 s to find out, 1 s each to say so and to connect anew; much more only on a machine that is busy.
            (await ProblemAsync(call).WaitAsync(Patience)).ShouldBe(JournalProblem.Unreachable, what);
        }

        line.Revive();
        await UntilItWorksAsync(() => journal.AppendAsync([To("a", null, Event("e2"))]));
        (await journal.ReadNewestAsync("a", [], 1)).Single().Type.ShouldBe("e2");

        line.Die();
        Task[] waiting = [.. Enumerable.Range(0, 200).Select(_ => journal.AppendAsync([Many("b", 100)]))];
        await journal.DisposeAsync().AsTask().WaitAsync(Patience); // one failure counts for all: 200 of them would take half an hour
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        waiting.ShouldAllBe(append => append.IsFaulted);
    }

    [Theory]
    [InlineData("", 1, GssEncryptionMode.Disable)]
    [InlineData(";Timeout=7;GSS Encryption Mode=Prefer", 7, GssEncryptionMode.Prefer)]
    public async Task How_long_connecting_may_take_is_the_journals_own_unless_the_connection_string_says_it(string said, int seconds, GssEncryptionMode encryption)
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        using PostgresDialect dialect = new(database.ConnectionString + said, Impatient, TimeProvider.System);

        await using NpgsqlConnection connection = (NpgsqlConnection)dialect.OpenWriter(create: true);

        connection.ConnectionTimeout.ShouldBe(seconds);
        new NpgsqlConnectionStringBuilder(connection.ConnectionString).GssEncryptionMode.ShouldBe(encryption);
    }

    [Fact]
    public async Task A_lock_that_somebody_holds_is_told_as_busy_and_whoever_is_frozen_with_it_loses_it()
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        await using IEventJournal journal = await OpenAsync(database.ConnectionString);
        await using NpgsqlConnection other = new(database.ConnectionString + ";Pooling=false");
        await other.OpenAsync();
        await using (NpgsqlTransaction holds = await other.BeginTransactionAsync())
        {
            await RunAsync(other, PostgresSql.TakeWriteLock);
            JournalUnavailableException busy = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync([To("a", 0, Event("lost"))]));
            busy.Problem.ShouldBe(JournalProblem.Busy);
            busy.Message.ShouldContain("pg_stat_activity");
            (await journal.ReadAllAsync().AllAsync()).ShouldBeEmpty();
        }

        await journal.AppendAsync([To("a", 0, Event("e1"))]);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_writing_resumes_with_the_space()
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        await using IEventJournal journal = await OpenAsync(database.ConnectionString);
        await database.ExecuteAsync("""
            CREATE FUNCTION guardian.refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'could not extend file: No space left on device'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON guardian.journal_events EXECUTE FUNCTION guardian.refuse();
            """);

        JournalUnavailableException full = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync([To("a", 0, Event("lost"))]));
        full.Problem.ShouldBe(JournalProblem.Full);
        full.Message.ShouldContain("no space left for database");

        await database.ExecuteAsync("DROP TRIGGER refuse ON guardian.journal_events");
        (await journal.AppendAsync([To("a", 0, Event("e1"))])).ShouldBe(1);
        _log.Lines.Select(line => line.Id).ShouldBe([6100, 6001, 6002]);
    }

    [Fact]
    public async Task A_standby_is_refused_and_the_message_says_what_to_name_instead()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await (await OpenAsync(server.ConnectionString())).DisposeAsync();
        await server.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Data, "standby.signal"), "");
        await server.StartAsync();

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(server.ConnectionString()));

        refused.Problem.ShouldBe(JournalProblem.ReadOnly);
        refused.Message.ShouldContain("standby");
        refused.Message.ShouldContain("Target Session Attributes");
    }

    [Fact]
    public async Task A_primary_that_has_become_a_standby_is_told_as_read_only()
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        await using IEventJournal journal = await OpenAsync(database.ConnectionString);
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET default_transaction_read_only = on; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.Name}' AND pid <> pg_backend_pid()");
        await ProblemAsync(() => journal.AppendAsync([To("a", 0, Event("cut"))]));

        (await ProblemAsync(() => journal.AppendAsync([To("a", 0, Event("lost"))]))).ShouldBe(JournalProblem.ReadOnly);

        (await journal.ReadAllAsync().AllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_servers_may_be_named_and_the_one_that_can_be_written_is_used()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        string connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString())
        {
            Host = $"127.0.0.1:1,127.0.0.1:{server.Port}",
            TargetSessionAttributes = "read-write",
        }.ToString();

        await using IEventJournal journal = await OpenAsync(connectionString);

        await journal.AppendAsync([To("a", 0, Event("e"))]);
        (await journal.ReadAllAsync().AllAsync()).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("Password=wrong-secret", JournalProblem.Unreachable, "user or password")]
    [InlineData("Username=nobody", JournalProblem.Unreachable, "user or password")]
    [InlineData("Database=nowhere", JournalProblem.Unreachable, "does not exist")]
    [InlineData("Port=1", JournalProblem.Unreachable, "cannot be reached")]
    [InlineData("Host=no-such-host.invalid", JournalProblem.Unreachable, "no-such-host.invalid")]
    [InlineData("SSL Mode=Require", JournalProblem.Unreachable, "cannot be reached")]
    [InlineData("Username=plain;Password=only-for-plain", JournalProblem.ReadOnly, "GRANT CREATE ON DATABASE")]
    public async Task What_is_wrong_with_the_connection_is_said_without_the_password(string change, JournalProblem problem, string words)
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        await database.ExecuteAsync("DO $$ BEGIN CREATE ROLE plain LOGIN PASSWORD 'only-for-plain'; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        string connectionString = $"{database.ConnectionString};{change}";

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(connectionString));

        refused.Problem.ShouldBe(problem);
        refused.Message.ShouldContain(words);
        foreach (string secret in new[] { ThrowawayPostgres.Password, "wrong-secret", "only-for-plain" })
        {
            refused.ToString().ShouldNotContain(secret);
            _log.Lines.ShouldAllBe(line => !line.Text.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Host=here;Password=semi;colon-secret;Database=x")]
    [InlineData("Host=here;Password=secret;Port=many")]
    [InlineData("not a connection string with a secret")]
    public async Task A_connection_string_that_cannot_be_read_is_not_repeated(string connectionString)
    {
        ArgumentException refused = await Should.ThrowAsync<ArgumentException>(() => OpenAsync(connectionString));

        refused.ToString().ShouldNotContain("secret");
        refused.Message.ShouldContain("Key=Value");
    }

    [Fact]
    public async Task A_database_that_does_not_store_all_letters_is_refused()
    {
        await using ThrowawayDatabase latin = await ThrowawayDatabase.CreateAsync("ENCODING 'LATIN1' LOCALE 'C'");

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(latin.ConnectionString));

        refused.Message.ShouldContain("ENCODING 'UTF8'");
    }

    [Fact]
    public async Task Settings_of_the_database_that_would_break_a_promise_do_not_count()
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = off; ALTER DATABASE {database.Name} SET default_transaction_isolation = 'repeatable read'");
        PostgresDialect dialect = new(database.ConnectionString, new JournalTuning(), TimeProvider.System);
        await using (NpgsqlConnection writer = (NpgsqlConnection)dialect.OpenWriter(create: true))
        {
            (await ShowAsync(writer, "synchronous_commit")).ShouldBe("on");
            (await ShowAsync(writer, "default_transaction_isolation")).ShouldBe("read committed");
            (await ShowAsync(writer, "lock_timeout")).ShouldBe("5s");
            (await ShowAsync(writer, "statement_timeout")).ShouldBe("10s");
            (await ShowAsync(writer, "idle_in_transaction_session_timeout")).ShouldBe("10s");
        }

        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = remote_apply");
        await using (NpgsqlConnection writer = (NpgsqlConnection)dialect.OpenWriter(create: true))
        {
            (await ShowAsync(writer, "synchronous_commit")).ShouldBe("remote_apply");
        }

        dialect.Dispose();
    }

    [Fact]
    public async Task A_schema_that_somebody_has_damaged_is_told_as_that()
    {
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        await using IEventJournal journal = await OpenAsync(database.ConnectionString);
        await database.ExecuteAsync("DROP TABLE guardian.journal_types");

        (await ProblemAsync(() => journal.AppendAsync([To("a", 0, Event("lost"))]))).ShouldBe(JournalProblem.Corrupt);
    }

    [Theory]
    [InlineData("55P03", JournalProblem.Busy)]
    [InlineData("57014", JournalProblem.Busy)]
    [InlineData("40P01", JournalProblem.Busy)]
    [InlineData("53300", JournalProblem.Busy)]
    [InlineData("25006", JournalProblem.ReadOnly)]
    [InlineData("42501", JournalProblem.ReadOnly)]
    [InlineData("53100", JournalProblem.Full)]
    [InlineData("42P01", JournalProblem.Corrupt)]
    [InlineData("23505", JournalProblem.Corrupt)]
    [InlineData("XX001", JournalProblem.Corrupt)]
    [InlineData("28P01", JournalProblem.Unreachable)]
    [InlineData("57P01", JournalProblem.Unreachable)]
    [InlineData("57P03", JournalProblem.Unreachable)]
    [InlineData("58030", JournalProblem.Unreachable)]
    public void Each_code_of_PostgreSQL_has_a_meaning(string code, JournalProblem meaning)
    {
        PostgresErrors.Problem(code).ShouldBe(meaning);
        PostgresErrors.Advice(code, meaning, "database x on y").ShouldContain("database x on y");
    }

    private static async Task<JournalProblem> ProblemAsync(Func<Task> call) =>
        (await Should.ThrowAsync<JournalUnavailableException>(call)).Problem;

    private static async Task UntilItWorksAsync(Func<Task> call)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (JournalUnavailableException) when (TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                // Not yet: a busy machine is slow to connect.
            }
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ShowAsync(NpgsqlConnection connection, string setting)
    {
        await using NpgsqlCommand show = new($"SHOW {setting}", connection);
        return await show.ExecuteScalarAsync();
    }

    private Task<IEventJournal> OpenAsync(string connectionString) =>
        PostgresJournal.OpenAsync(connectionString, TimeProvider.System, _log, Impatient, CancellationToken.None);

    /// <summary>The system's clock, and what a test adds to it.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private long _shift;

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _shift);

        public void Shift(TimeSpan time) => Interlocked.Add(ref _shift, (long)(time.TotalSeconds * TimestampFrequency));
    }
}
