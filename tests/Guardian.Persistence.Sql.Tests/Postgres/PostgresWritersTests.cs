using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Child;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>Several nodes write at once, others read along.</summary>
public sealed class PostgresWritersTests(ITestOutputHelper output) : IAsyncLifetime
{
    private ThrowawayDatabase _database = null!;

    public async Task InitializeAsync() => _database = await ThrowawayDatabase.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Whoever_follows_many_writers_sees_every_event_once_and_in_the_order_in_which_all_see_it()
    {
        int seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        const int Writers = 6;
        const int Each = 150;
        using CancellationTokenSource written = new();
        Task<List<JournalEvent>>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => FollowAsync(written.Token)))];

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, Each, new Random(seed + writer)))))
            .WaitAsync(Patience * 3);
        await written.CancelAsync();

        await using IEventJournal journal = await OpenAsync();
        ImmutableArray<JournalEvent> all = await journal.ReadAllAsync().AllAsync();
        all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Position < pair.Second.Position);
        all.Count(item => item.Stream == "shared").ShouldBe(Writers * Each);
        foreach (IGrouping<string, JournalEvent> stream in all.GroupBy(item => item.Stream))
        {
            stream.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Key);
        }

        foreach (Task<List<JournalEvent>> reader in readers)
        {
            (await reader.WaitAsync(Patience)).Select(Place).ShouldBe(all.Select(Place));
        }
    }

    [Fact]
    public async Task Of_writers_on_different_connections_who_expect_the_same_sequence_one_wins_each_time()
    {
        IEventJournal[] journals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        int won = 0;
        await Task.WhenAll(journals.Select(journal => Task.Run(async () =>
        {
            for (int expected = 0; expected < 100; expected++)
            {
                try
                {
                    await journal.AppendAsync([To("contested", expected, Event("e"))]);
                    Interlocked.Increment(ref won);
                }
                catch (SequenceConflictException conflict)
                {
                    conflict.Actual.ShouldBeGreaterThan(expected);
                }
            }
        }))).WaitAsync(Patience);

        won.ShouldBe(100);
        (await journals[0].ReadStreamAsync("contested").AllAsync()).Length.ShouldBe(100);
        foreach (IEventJournal journal in journals)
        {
            await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_another_node_has_appended_is_seen_before_the_next_append()
    {
        await using IEventJournal one = await OpenAsync();
        await using IEventJournal two = await OpenAsync();
        await one.AppendAsync([To("a", 0, Event("e1"))]);
        await two.AppendAsync([To("a", 1, Event("e2"))]);

        SequenceConflictException conflict = await Should.ThrowAsync<SequenceConflictException>(() => one.AppendAsync([To("a", 1, Event("lost"))]));

        (conflict.Stream, conflict.Expected, conflict.Actual).ShouldBe(("a", 1, 2));
        await one.AppendAsync([To("a", null, Event("e3"))]);
        (await two.ReadStreamAsync("a").AllAsync()).Select(item => item.Type).ShouldBe(["e1", "e2", "e3"]);
    }

    [Fact]
    public async Task Requests_that_are_written_together_are_refused_each_for_itself()
    {
        await using IEventJournal journal = await OpenAsync();
        await using NpgsqlConnection other = new(_database.ConnectionString);
        await other.OpenAsync();
        Task<long>[] appends;
        await using (NpgsqlTransaction holds = await HoldAsync(other))
        {
            // The first one waits for the lock, all others are gathered behind it.
            appends =
            [
                journal.AppendAsync([To("first", 0, Event("e"))]),
                journal.AppendAsync([To("a", 0, Event("a1")), To("b", 0, Event("b1"))]),
                journal.AppendAsync([To("a", 0, Event("lost")), To("c", 0, Event("lost"))]), // a has moved in the same transaction
                journal.AppendAsync([To("a", 1, Event("a2"), Event("a3")), To("c", 0, Event("c1"))]),
                journal.AppendAsync([To("d", 5, Event("lost"))]),
                journal.AppendAsync([To("a", null, Event("a4"))]),
            ];
            await holds.RollbackAsync();
        }

        await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);

        appends.Select(append => append.IsCompletedSuccessfully).ShouldBe([true, true, false, true, false, true]);
        ((SequenceConflictException)appends[2].Exception!.InnerException!).ShouldSatisfyAllConditions(
            conflict => (conflict.Stream, conflict.Expected, conflict.Actual).ShouldBe(("a", 0, 1)));
        ((SequenceConflictException)appends[4].Exception!.InnerException!).ShouldSatisfyAllConditions(
            conflict => (conflict.Stream, conflict.Expected, conflict.Actual).ShouldBe(("d", 5, 0)));
        ImmutableArray<JournalEvent> all = await journal.ReadAllAsync().AllAsync();
        all.Select(item => item.Type).ShouldBe(["e", "a1", "b1", "a2", "a3", "c1", "a4"]);
        (await appends[1]).ShouldBe(all[2].Position);
        (await appends[3]).ShouldBe(all[5].Position);
        (await appends[5]).ShouldBe(all[6].Position);
        (await journal.ReadNewestAsync("d", [], 1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Those_who_listen_are_called_once_it_can_be_read_and_not_for_what_was_refused()
    {
        await using IEventJournal journal = await OpenAsync();
        await using NpgsqlConnection listener = new(_database.ConnectionString);
        await listener.OpenAsync();
        ConcurrentQueue<string> heard = new();
        listener.Notification += (_, call) => heard.Enqueue($"{call.Channel} {call.Payload}");
        await using (NpgsqlCommand listen = new("LISTEN guardian_events", listener))
        {
            await listen.ExecuteNonQueryAsync();
        }

        await Should.ThrowAsync<SequenceConflictException>(() => journal.AppendAsync([To("a", 7, Event("lost"))]));
        long position = await journal.AppendAsync([To("a", 0, Event("e1"), Event("e2"))]);
        (await listener.WaitAsync(Patience)).ShouldBeTrue();

        heard.ShouldBe([string.Create(CultureInfo.InvariantCulture, $"guardian_events {position}")]);
    }

    [Fact]
    public async Task A_page_that_ends_early_for_its_size_is_gone_on_with()
    {
        JournalTuning tiny = new() { PageBytes = 40, PageEvents = 7 };
        await using IEventJournal journal = await PostgresJournal.OpenAsync(
            _database.ConnectionString, TimeProvider.System, NullLogger.Instance, tiny, CancellationToken.None);
        await journal.AppendAsync([Many("a", 30), Many("b", 30)]);

        (await journal.ReadAllAsync().AllAsync()).Length.ShouldBe(60);
        (await journal.ReadStreamAsync("b", 3).AllAsync()).Select(item => item.Sequence).ShouldBe(Enumerable.Range(4, 27).Select(number => (long)number));
    }

    [Fact]
    public async Task Retention_of_one_node_and_appends_of_others_leave_each_other_alone()
    {
        await using IEventJournal keeper = await OpenAsync();
        await using IEventJournal other = await OpenAsync();
        await keeper.AppendAsync([Many("old", 1500, Noon.AddDays(-9)), Many("kept", 100, Noon.AddDays(-9))]);
        await keeper.SaveSnapshotsAsync([Snapshot("kept", 40)]);

        Task<long> trim = keeper.TrimAsync(new JournalRetention(Noon, 10));
        for (int appended = 0; !trim.IsCompleted || appended < 10; appended++)
        {
            await other.AppendAsync([To("old", null, Event("young")), To("busy", appended, Event("e"))]);
        }

        // The newest ten of a stream are counted from its head at each chunk, so some of the young protect fewer of the old.
        (await trim).ShouldBeInRange(1490 + 40, 1500 + 40);
        (await keeper.ReadStreamAsync("kept").AllAsync()).Select(item => item.Sequence).ShouldBe(Enumerable.Range(41, 60).Select(number => (long)number));
        (await keeper.ReadNewestAsync("old", ["young"], 10_000)).Count.ShouldBe((await keeper.ReadStreamAsync("busy").AllAsync()).Length);
    }

    [Fact]
    public async Task Names_are_compared_exactly_whatever_language_the_database_speaks()
    {
        await using ThrowawayDatabase polish = await ThrowawayDatabase.CreateAsync("LOCALE_PROVIDER icu ICU_LOCALE 'pl' LOCALE 'C'");
        await using IEventJournal journal = await PostgresJournal.OpenAsync(polish.ConnectionString, TimeProvider.System, NullLogger.Instance);
        string[] names = ["a", "A", "a-b", "ab", "a/b", "ą", "b", "Z", "z", "ż"];
        await journal.AppendAsync([.. names.Select(name => To(name, 0, Event("e")))]);

        (await journal.ReadNewestAsync("a", [], 20)).Select(item => item.Stream).ShouldBe(["a/b", "ab", "a-b", "a"]);
        (await journal.ReadNewestAsync("a", ["e"], 20)).Select(item => item.Stream).ShouldBe(["a/b", "ab", "a-b", "a"]);
    }

    [Theory]
    [InlineData(2)]
    public async Task Nothing_acknowledged_is_lost_when_writing_processes_are_killed(int processes)
    {
        const int Kills = 10;
        int seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        Dictionary<(string Stream, long Sequence), long> acknowledged = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            ChildProcess[] children = [.. Enumerable.Range(0, processes).Select(_ => new ChildProcess("append-postgres", _database.ConnectionString))];
            foreach (ChildProcess child in children)
            {
                using (child)
                {
                    int lines = kill % 5 == 0 ? 1 : 1 + random.Next(100);
                    for (int line = 0; line < lines; line++)
                    {
                        Note(await child.LineAsync(), acknowledged);
                    }

                    await child.KillAsync();
                    while (await child.LineAsync() is { } said)
                    {
                        Note(said, acknowledged); // what it had said when it died counts
                    }
                }
            }
        }

        await using IEventJournal journal = await OpenAsync();
        ImmutableArray<JournalEvent> all = await journal.ReadAllAsync().AllAsync();
        Dictionary<(string, long), long> positions = all.ToDictionary(item => (item.Stream, item.Sequence), item => item.Position);
        acknowledged.Count.ShouldBeGreaterThan(Kills);
        acknowledged.Where(item => positions.GetValueOrDefault(item.Key) != item.Value).ShouldBeEmpty();
        foreach (IGrouping<string, JournalEvent> stream in all.GroupBy(item => item.Stream))
        {
            stream.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Key);
        }
    }

    [Fact]
    public async Task A_writing_process_that_is_frozen_at_any_moment_keeps_no_other_waiting()
    {
        await using IEventJournal journal = await OpenAsync();
        using ChildProcess child = new("append-postgres", _database.ConnectionString);
        using SemaphoreSlim said = new(0);
        Task listening = Task.Run(async () =>
        {
            while (await child.LineAsync() is not null)
            {
                said.Release();
            }
        });
        Random random = new(Environment.ProcessId);
        for (int freeze = 0; freeze < 30; freeze++)
        {
            for (int lines = 1 + random.Next(40); lines > 0; lines--)
            {
                (await said.WaitAsync(Patience)).ShouldBeTrue();
            }

            child.Freeze();
            await journal.AppendAsync([To("mine", freeze, Event("e"))]).WaitAsync(Patience); // would be Busy if the frozen one held the lock
            child.Thaw();
        }

        await child.KillAsync();
        await listening;
    }

    private static (long, string, long, string) Place(JournalEvent item) => (item.Position, item.Stream, item.Sequence, item.Type);

    private static void Note(string? line, Dictionary<(string, long), long> acknowledged)
    {
        if (line?.Split(' ') is [string stream, string sequence, string position])
        {
            acknowledged[(stream, long.Parse(sequence, CultureInfo.InvariantCulture))] = long.Parse(position, CultureInfo.InvariantCulture);
        }
    }

    private static async Task<NpgsqlTransaction> HoldAsync(NpgsqlConnection connection)
    {
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlCommand take = new(Sql.Postgres.PostgresSql.TakeWriteLock, connection, transaction);
        await take.ExecuteNonQueryAsync();
        return transaction;
    }

    private Task<IEventJournal> OpenAsync() => PostgresJournal.OpenAsync(_database.ConnectionString, TimeProvider.System, NullLogger.Instance);

    /// <summary>Appends some events at a time, alone and for several streams, large and small, so that transactions take different times.</summary>
    private async Task WriteAsync(int writer, int each, Random random)
    {
        await using IEventJournal journal = await OpenAsync();
        int written = 0;
        while (written < each)
        {
            int together = Math.Min(1 + random.Next(4), each - written);
            string filling = new('x', random.Next(2) == 0 ? 10 : random.Next(50_000));
            await Task.WhenAll(Enumerable.Range(0, together).Select(index => journal.AppendAsync([
                To("shared", null, Event($"{writer}/{written + index}", filling)),
                To($"own/{writer}/{random.Next(5)}", null, Event("own"))])));
            written += together;
        }
    }

    private async Task<List<JournalEvent>> FollowAsync(CancellationToken written)
    {
        await using IEventJournal journal = await OpenAsync();
        List<JournalEvent> seen = [];
        while (true)
        {
            bool last = written.IsCancellationRequested; // looked at before the reading, which then sees everything
            await foreach (JournalEvent item in journal.ReadAllAsync(seen.Count == 0 ? 0 : seen[^1].Position, CancellationToken.None))
            {
                seen.Add(item);
            }

            if (last)
            {
                return seen;
            }
        }
    }
}
