using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Journal;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>Many callers at once, cancellation, closing.</summary>
public abstract partial class EventJournalContract
{
    [Fact]
    public async Task Appends_of_many_callers_are_each_written_once_and_without_holes()
    {
        const int Callers = 16;
        const int Each = 100;
        ConcurrentBag<long> acknowledged = [];

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (int index = 0; index < Each; index++)
            {
                // Two streams: one of the caller's own with its sequence known, one that all share.
                acknowledged.Add(await Journal.AppendAsync([
                    To($"own/{caller}", index, Event("own", $"{index}")),
                    To("shared", null, Event("shared", $"{caller} {index}"))]));
            }
        }))).WaitAsync(Patience);

        ImmutableArray<JournalEvent> all = await Journal.ReadAllAsync().AllAsync();
        all.Length.ShouldBe(2 * Callers * Each);
        all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Position < pair.Second.Position);
        foreach (IGrouping<string, JournalEvent> stream in all.GroupBy(item => item.Stream))
        {
            stream.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Key);
        }

        all.Where(item => item.Type == "shared").Select(item => item.Position).ShouldBe(acknowledged.Order());
        all.Where(item => item.Type == "shared").Select(Content).ShouldBeUnique();
    }

    [Fact]
    public async Task Of_callers_who_expect_the_same_sequence_one_wins()
    {
        Task<long>[] appends = [.. Enumerable.Range(0, 20).Select(index => Task.Run(() => Journal.AppendAsync([To("a", 0, Event("e", $"{index}"))])))];
        await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);

        appends.Count(append => append.IsCompletedSuccessfully).ShouldBe(1);
        appends.Where(append => append.IsFaulted).ShouldAllBe(append => append.Exception!.InnerException is SequenceConflictException);
        (await Journal.ReadAllAsync().AllAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_that_follows_the_writers_misses_nothing()
    {
        const int Events = 3000;
        using SemaphoreSlim appended = new(0);
        Task writers = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (int index = 0; index < Events / 4; index++)
            {
                await Journal.AppendAsync([To($"w/{writer}", index, Event("e"))]);
                appended.Release();
            }
        })));

        List<JournalEvent> seen = [];
        while (seen.Count < Events)
        {
            (await appended.WaitAsync(Patience)).ShouldBeTrue($"waited for an append after {seen.Count} of {Events} events");
            await foreach (JournalEvent item in Journal.ReadAllAsync(seen.Count == 0 ? 0 : seen[^1].Position))
            {
                seen.Add(item);
            }
        }

        await writers.WaitAsync(Patience);
        seen.Select(item => item.Position).ShouldBe((await Journal.ReadAllAsync().AllAsync()).Select(item => item.Position));
    }

    [Fact]
    public async Task A_caller_who_has_given_up_before_is_told_so_and_writes_nothing()
    {
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Journal.AppendAsync([To("a", 0, Event("lost"))], stop.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => Journal.ReadAllAsync(0, stop.Token).AllAsync());

        await Journal.AppendAsync([To("a", 0, Event("e"))]);
        (await Journal.ReadAllAsync().AllAsync()).Select(item => item.Type).ShouldBe(["e"]);
    }

    [Fact]
    public async Task Giving_up_at_any_moment_leaves_whole_appends_only()
    {
        for (int round = 0; round < 50; round++)
        {
            using CancellationTokenSource stop = new();
            Task<long> append = Journal.AppendAsync([To($"a/{round}", 0, Event("e1")), To($"b/{round}", 0, Event("e2"))], stop.Token);
            await stop.CancelAsync();
            await append.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience);
        }

        ImmutableArray<JournalEvent> all = await Journal.ReadAllAsync().AllAsync();
        all.Where(item => item.Type == "e1").Select(item => item.Stream[2..])
            .ShouldBe(all.Where(item => item.Type == "e2").Select(item => item.Stream[2..]));
    }

    [Fact]
    public async Task Closing_with_appends_in_flight_keeps_the_acknowledged_and_fails_the_others_clearly()
    {
        ConcurrentBag<long> acknowledged = [];
        using SemaphoreSlim some = new(0);
        Task[] callers = [.. Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (int index = 0; ; index++)
            {
                acknowledged.Add(await Journal.AppendAsync([To($"w/{caller}", index, Event("e"))]));
                some.Release();
            }
        }))];
        (await some.WaitAsync(Patience)).ShouldBeTrue("waited for the first append");

        await Journal.DisposeAsync().AsTask().WaitAsync(Patience);

        foreach (Task caller in callers)
        {
            await Should.ThrowAsync<ObjectDisposedException>(() => caller.WaitAsync(Patience));
        }

        await ReopenAsync();
        (await Journal.ReadAllAsync().AllAsync()).Select(item => item.Position).ShouldBe(acknowledged.Order());
    }

    private static string Content(JournalEvent item) => System.Text.Encoding.UTF8.GetString(item.Json.Span);
}
