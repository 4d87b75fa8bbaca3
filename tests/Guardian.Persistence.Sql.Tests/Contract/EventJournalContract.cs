using System.Collections.Immutable;
using Guardian.Journal;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>What every <see cref="IEventJournal"/> promises, whatever database is below.</summary>
/// <remarks>A database joins by a subclass that opens a store; the store is empty for each test and can be opened again within it.</remarks>
public abstract partial class EventJournalContract : IAsyncLifetime
{
    private IEventJournal? _journal;

    /// <summary>The journal of this test.</summary>
    protected IEventJournal Journal => _journal ?? throw new InvalidOperationException("not opened yet");

    /// <summary>Opens the store of this test, which is empty the first time.</summary>
    protected abstract Task<IEventJournal> OpenStoreAsync();

    /// <summary>Removes the store.</summary>
    protected abstract Task RemoveStoreAsync();

    public async Task InitializeAsync() => _journal = await OpenStoreAsync();

    public async Task DisposeAsync()
    {
        await Journal.DisposeAsync();
        await RemoveStoreAsync();
    }

    protected async Task ReopenAsync()
    {
        await Journal.DisposeAsync();
        _journal = await OpenStoreAsync();
    }

    [Fact]
    public async Task An_empty_journal_has_nothing_to_read()
    {
        (await Journal.ReadAllAsync().AllAsync()).ShouldBeEmpty();
        (await Journal.ReadStreamAsync("worker/a").AllAsync()).ShouldBeEmpty();
        (await Journal.ReadNewestAsync("", [], 10)).ShouldBeEmpty();
        (await Journal.ReadSnapshotsAsync("")).ShouldBeEmpty();
        (await Journal.TrimAsync(new JournalRetention(Noon, 0))).ShouldBe(0);
        await Journal.DeleteSnapshotAsync("worker/a");
    }

    [Fact]
    public async Task What_is_appended_is_read_back_unchanged()
    {
        DateTimeOffset at = new(2031, 5, 4, 14, 0, 0, 7, TimeSpan.FromHours(2));
        long position = await Journal.AppendAsync([To("worker/a", 0, new NewEvent("started", Json("żółw 🐢"), at), Event("stopped"))]);

        ImmutableArray<JournalEvent> read = await Journal.ReadStreamAsync("worker/a").AllAsync();

        read.Select(Line).ShouldBe([
            $"worker/a 1 started {{\"text\":\"żółw 🐢\"}} {at.ToUnixTimeMilliseconds()}",
            $"worker/a 2 stopped {{\"text\":\"\"}} {Noon.ToUnixTimeMilliseconds()}"]);
        read[0].At.ShouldBe(at);
        read[1].Position.ShouldBe(position);
    }

    [Fact]
    public async Task Labels_are_kept_to_the_millisecond()
    {
        await Journal.AppendAsync([To("a", 0, Event("e", at: Noon.AddTicks(9_999)))]);

        (await Journal.ReadAllAsync().AllAsync())[0].At.ShouldBe(Noon);
    }

    [Fact]
    public async Task What_was_appended_is_there_after_opening_again()
    {
        await Journal.AppendAsync([To("a", 0, Event("e1")), To("b", 0, Event("e2"))]);
        await Journal.SaveSnapshotsAsync([Snapshot("a", 1, "state")]);

        await ReopenAsync();

        (await Journal.ReadAllAsync().AllAsync()).Select(item => item.Type).ShouldBe(["e1", "e2"]);
        (await Journal.ReadSnapshotsAsync("a")).Select(Line).ShouldBe([Line(Snapshot("a", 1, "state"))]);
        await Journal.AppendAsync([To("a", 1, Event("e3"))]);
    }

    [Fact]
    public async Task Positions_rise_over_all_streams()
    {
        long first = await Journal.AppendAsync([To("a", null, Event("e1")), To("b", null, Event("e2"))]);
        long second = await Journal.AppendAsync([To("a", null, Event("e3"))]);

        ImmutableArray<JournalEvent> all = await Journal.ReadAllAsync().AllAsync();

        all.Select(item => item.Type).ShouldBe(["e1", "e2", "e3"]);
        all.Select(item => item.Position).ShouldBeInOrder();
        all[1].Position.ShouldBe(first);
        all[2].Position.ShouldBe(second);
        (await Journal.ReadAllAsync(first).AllAsync()).Select(item => item.Type).ShouldBe(["e3"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(99)]
    public async Task An_append_that_expects_another_sequence_is_refused_with_the_actual_one(long expected)
    {
        await Journal.AppendAsync([To("a", 0, Event("e1"), Event("e2"))]);

        SequenceConflictException conflict =
            await Should.ThrowAsync<SequenceConflictException>(() => Journal.AppendAsync([To("a", expected, Event("lost"))]));

        (conflict.Stream, conflict.Expected, conflict.Actual).ShouldBe(("a", expected, 2));
        (await Journal.ReadAllAsync().AllAsync()).Length.ShouldBe(2);
        await Journal.AppendAsync([To("a", 2, Event("e3"))]);
    }

    [Fact]
    public async Task A_conflict_in_one_stream_writes_nothing_to_the_others()
    {
        await Journal.AppendAsync([To("b", 0, Event("e1"))]);

        await Should.ThrowAsync<SequenceConflictException>(
            () => Journal.AppendAsync([To("a", 0, Event("lost")), To("b", 0, Event("lost")), To("c", null, Event("lost"))]));

        (await Journal.ReadAllAsync().AllAsync()).Select(Line).ShouldBe([Line(new JournalEvent(0, "b", 1, "e1", Json(""), Noon))]);
        await Journal.AppendAsync([To("a", 0, Event("e2"))]);
    }

    [Fact]
    public async Task A_stream_is_read_from_where_the_reader_is()
    {
        await Journal.AppendAsync([Many("a", 5), Many("b", 5)]);

        (await Journal.ReadStreamAsync("a", 3).AllAsync()).Select(item => item.Sequence).ShouldBe([4, 5]);
        (await Journal.ReadStreamAsync("a", 5).AllAsync()).ShouldBeEmpty();
        (await Journal.ReadStreamAsync("no such stream").AllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_are_compared_exactly()
    {
        await Journal.AppendAsync([To("a", 0, Event("e1")), To("A", 0, Event("e2")), To("a ", 0, Event("e3")), To("ä", 0, Event("e4"))]);

        (await Journal.ReadStreamAsync("a").AllAsync()).Select(item => item.Type).ShouldBe(["e1"]);
        (await Journal.ReadNewestAsync("a", [], 10)).Select(item => item.Type).ShouldBe(["e3", "e1"]);
        (await Journal.ReadNewestAsync("", ["E1"], 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Large_content_is_kept_whole()
    {
        byte[] large = new byte[1 << 20];
        new Random(1).NextBytes(large);
        NewEvent[] events = [.. Enumerable.Range(0, 9).Select(_ => new NewEvent("large", large, Noon))];

        await Journal.AppendAsync([To("a", 0, events)]);

        ImmutableArray<JournalEvent> read = await Journal.ReadAllAsync().AllAsync();
        read.Length.ShouldBe(9);
        read.Count(item => item.Json.ToArray().AsSpan().SequenceEqual(large)).ShouldBe(9);
    }

    [Fact]
    public async Task Part_of_a_buffer_is_kept_as_that_part()
    {
        byte[] buffer = Json("0123456789");

        await Journal.AppendAsync([To("a", 0, new NewEvent("e", buffer.AsMemory(2, 4), Noon), new NewEvent("e", ReadOnlyMemory<byte>.Empty, Noon))]);

        ImmutableArray<JournalEvent> read = await Journal.ReadAllAsync().AllAsync();
        read[0].Json.ToArray().ShouldBe(buffer[2..6]);
        read[1].Json.Length.ShouldBe(0);
    }

    [Fact]
    public async Task Reading_goes_on_over_many_pages()
    {
        for (int batch = 0; batch < 5; batch++)
        {
            await Journal.AppendAsync([Many("a", 500), Many("b", 500)]);
        }

        (await Journal.ReadAllAsync().AllAsync()).Select(item => item.Position).ShouldBeUnique();
        (await Journal.ReadStreamAsync("b", 10).AllAsync()).Select(item => item.Sequence).ShouldBe(Enumerable.Range(11, 2490).Select(n => (long)n));
        (await Journal.ReadNewestAsync("a", [], 2000)).Select(item => item.Sequence).ShouldBe(Enumerable.Range(501, 2000).Reverse().Select(n => (long)n));
    }

    [Fact]
    public async Task A_reading_may_be_left_early_and_a_journal_be_written_meanwhile()
    {
        await Journal.AppendAsync([Many("a", 3000)]);

        await foreach (JournalEvent item in Journal.ReadAllAsync())
        {
            await Journal.AppendAsync([To("b", null, Event("e"))]);
            if (item.Sequence == 5)
            {
                break;
            }
        }

        (await Journal.ReadStreamAsync("b").AllAsync()).Length.ShouldBe(5);
    }

    [Theory]
    [MemberData(nameof(Misuse))]
    public async Task Misuse_is_refused_before_anything_is_written(string what, StreamAppend[] appends)
    {
        await Should.ThrowAsync<ArgumentException>(() => Journal.AppendAsync(appends), what);

        (await Journal.ReadAllAsync().AllAsync()).ShouldBeEmpty();
    }

    public static TheoryData<string, StreamAppend[]> Misuse() => new()
    {
        { "no stream", [] },
        { "no event", [To("a", 0)] },
        { "the second has no event", [To("a", 0, Event("e")), To("b", 0)] },
        { "default array", [new StreamAppend("a", 0, default)] },
        { "a stream twice", [To("a", 0, Event("e")), To("a", 1, Event("e"))] },
        { "empty name", [To("", 0, Event("e"))] },
        { "name too long", [To(new string('n', 201), 0, Event("e"))] },
        { "control character", [To("a\0b", 0, Event("e"))] },
        { "half a surrogate pair", [To("a\uD83D", 0, Event("e"))] },
        { "empty type", [To("a", 0, Event(""))] },
        { "negative sequence", [To("a", -1, Event("e"))] },
    };

    [Fact]
    public async Task The_longest_name_is_accepted()
    {
        string longest = string.Concat(Enumerable.Repeat("🐢", 100)); // 200 UTF-16 units

        await Journal.AppendAsync([To(longest, 0, Event("e"))]);

        (await Journal.ReadStreamAsync(longest).AllAsync()).Length.ShouldBe(1);
    }

    [Fact]
    public async Task After_closing_every_call_says_so()
    {
        await Journal.DisposeAsync();
        await Journal.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.AppendAsync([To("a", 0, Event("e"))]));
        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.ReadAllAsync().AllAsync());
        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.ReadSnapshotsAsync(""));
        await Should.ThrowAsync<ObjectDisposedException>(() => Journal.TrimAsync(new JournalRetention(Noon, 0)));
    }
}
