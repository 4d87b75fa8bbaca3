using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Contract;
using Guardian.Testing.Postgres;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>The server crashes while many write. Apart from <see cref="PostgresTroubleTests"/> so that the two run beside each other.</summary>
public sealed class PostgresCrashTests
{
    private readonly LogLines _log = new();

    [Fact]
    public async Task A_server_that_crashes_again_and_again_under_load_loses_nothing_acknowledged_and_the_connection_comes_back()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync(fsync: true);
        await using IEventJournal journal = await PostgresJournal.OpenAsync(
            server.ConnectionString(), TimeProvider.System, _log, PostgresTroubleTests.Impatient, CancellationToken.None);
        ConcurrentDictionary<(string Stream, long Sequence), long> acknowledged = new();
        using CancellationTokenSource enough = new();
        using SemaphoreSlim some = new(0);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            long sequence = 0;
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    long position = await journal.AppendAsync([To($"w/{writer}", sequence, Event("e", new string('x', 200)))]);
                    acknowledged[($"w/{writer}", ++sequence)] = position;
                    some.Release();
                }
                catch (JournalUnavailableException)
                {
                    // Done or not: the next one's conflict tells.
                }
                catch (SequenceConflictException conflict)
                {
                    conflict.Actual.ShouldBe(sequence + 1);
                    sequence = conflict.Actual;
                }
            }
        }))];

        foreach (PostgresStop how in new[] { PostgresStop.Immediate, PostgresStop.Fast, PostgresStop.Kill, PostgresStop.Immediate })
        {
            await WaitForAsync(some, 50);
            await server.StopAsync(how);
            await server.StartAsync();
        }

        await WaitForAsync(some, 50);
        await enough.CancelAsync();
        await Task.WhenAll(writers).WaitAsync(Patience);
        ImmutableArray<JournalEvent> all = await journal.ReadAllAsync().AllAsync();
        Dictionary<(string, long), long> positions = all.ToDictionary(item => (item.Stream, item.Sequence), item => item.Position);
        acknowledged.Where(item => positions.GetValueOrDefault(item.Key) != item.Value).ShouldBeEmpty();
        foreach (IGrouping<string, JournalEvent> stream in all.GroupBy(item => item.Stream))
        {
            stream.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Key);
        }

        _log.Lines.ShouldContain(line => line.Id == 6001);
        _log.Lines.ShouldContain(line => line.Id == 6002);
    }

    private static async Task WaitForAsync(SemaphoreSlim some, int count)
    {
        for (int index = 0; index < count; index++)
        {
            (await some.WaitAsync(Patience)).ShouldBeTrue($"waited for append {index}");
        }
    }
}
