using Guardian.Journal;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>Newest events, snapshots and retention.</summary>
public abstract partial class EventJournalContract
{
    [Fact]
    public async Task The_newest_come_first_and_no_more_than_asked()
    {
        await Journal.AppendAsync([To("a", 0, Event("e1"), Event("e2")), To("b", 0, Event("e3"))]);
        await Journal.AppendAsync([To("a", 2, Event("e4"))]);

        (await Journal.ReadNewestAsync("", [], 3)).Select(item => item.Type).ShouldBe(["e4", "e3", "e2"]);
        (await Journal.ReadNewestAsync("", [], 0)).ShouldBeEmpty();
        (await Journal.ReadNewestAsync("a", [], 2)).Select(item => item.Type).ShouldBe(["e4", "e2"]);
    }

    [Fact]
    public async Task The_newest_are_chosen_by_prefix_and_by_type()
    {
        await Journal.AppendAsync([
            To("worker/a", 0, Event("up"), Event("down"), Event("up")),
            To("worker/b", 0, Event("up"), Event("odd")),
            To("node/a", 0, Event("up"), Event("down"))]);

        (await Journal.ReadNewestAsync("worker/", ["up"], 10)).Select(item => $"{item.Stream} {item.Sequence}")
            .ShouldBe(["worker/b 1", "worker/a 3", "worker/a 1"]);
        (await Journal.ReadNewestAsync("", ["down", "odd", "down"], 2)).Select(item => $"{item.Stream} {item.Sequence}")
            .ShouldBe(["node/a 2", "worker/b 2"]);
        (await Journal.ReadNewestAsync("worker/", ["no such type"], 10)).ShouldBeEmpty();
        (await Journal.ReadNewestAsync("nobody/", [], 10)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a%", "a%1")]
    [InlineData("a_", "a_1")]
    [InlineData("a*", "a*1")]
    [InlineData("a\\", "a\\1")]
    [InlineData("a'", "a'1")]
    [InlineData("żó", "żółw")]
    [InlineData("🐢", "🐢1")]
    [InlineData("\uD7FF", "\uD7FF1")]
    [InlineData("\uDBFF\uDFFF", "\uDBFF\uDFFF1")]
    public async Task No_character_of_a_prefix_is_a_wildcard(string prefix, string stream)
    {
        string[] others = ["ab1", "a", "aa", "b", "zzz", "\uFFFD1", "🐣1"];
        await Journal.AppendAsync([.. others.Append(stream).Select(name => To(name, 0, Event("e")))]);
        await Journal.SaveSnapshotsAsync([.. others.Append(stream).Select(name => Snapshot(name, 1))]);

        (await Journal.ReadNewestAsync(prefix, [], 10)).Select(item => item.Stream).ShouldBe([stream]);
        (await Journal.ReadNewestAsync(prefix, ["e"], 10)).Select(item => item.Stream).ShouldBe([stream]);
        (await Journal.ReadSnapshotsAsync(prefix)).Select(item => item.Stream).ShouldBe([stream]);
    }

    [Fact]
    public async Task A_snapshot_replaces_the_one_before_and_can_be_removed()
    {
        await Journal.SaveSnapshotsAsync([Snapshot("b", 1, "first"), Snapshot("a", 0, "other")]);
        await Journal.SaveSnapshotsAsync([Snapshot("b", 7, "second")]);

        (await Journal.ReadSnapshotsAsync("")).Select(Line).ShouldBe([Line(Snapshot("a", 0, "other")), Line(Snapshot("b", 7, "second"))]);

        await Journal.DeleteSnapshotAsync("b");
        await Journal.DeleteSnapshotAsync("b");
        (await Journal.ReadSnapshotsAsync("")).Select(item => item.Stream).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_snapshot_does_not_move_its_stream()
    {
        await Journal.SaveSnapshotsAsync([Snapshot("a", 5)]);

        await Journal.AppendAsync([To("a", 0, Event("e"))]);

        (await Journal.ReadStreamAsync("a").AllAsync()).Select(item => item.Sequence).ShouldBe([1]);
    }

    [Fact]
    public async Task Retention_keeps_what_is_labelled_at_the_moment_or_later()
    {
        await Journal.AppendAsync([To("a", 0, Event("old", at: Noon.AddMilliseconds(-1)), Event("exactly", at: Noon), Event("later", at: Noon.AddMilliseconds(1)))]);

        (await Journal.TrimAsync(new JournalRetention(Noon, 0))).ShouldBe(1);

        (await Journal.ReadAllAsync().AllAsync()).Select(item => item.Type).ShouldBe(["exactly", "later"]);
    }

    [Theory]
    [InlineData(0, null, 5)]
    [InlineData(2, null, 3)]
    [InlineData(5, null, 0)]
    [InlineData(9, null, 0)]
    [InlineData(0, 3, 3)] // 4 and 5 come after the snapshot
    [InlineData(0, 0, 0)] // the snapshot has folded in nothing
    [InlineData(4, 3, 1)] // the greater protection wins
    [InlineData(1, 99, 4)]
    public async Task Retention_keeps_the_newest_and_those_after_the_snapshot(int keep, int? snapshot, int deleted)
    {
        await Journal.AppendAsync([Many("a", 5, Noon.AddDays(-9))]);
        if (snapshot is { } sequence)
        {
            await Journal.SaveSnapshotsAsync([Snapshot("a", sequence)]);
        }

        (await Journal.TrimAsync(new JournalRetention(Noon, keep))).ShouldBe(deleted);

        (await Journal.ReadStreamAsync("a").AllAsync()).Select(item => item.Sequence)
            .ShouldBe(Enumerable.Range(1, 5).Skip(deleted).Select(n => (long)n));
        (await Journal.TrimAsync(new JournalRetention(Noon, keep))).ShouldBe(0);
    }

    [Fact]
    public async Task A_stream_whose_events_are_all_gone_goes_on_with_the_next_sequence_and_position()
    {
        long last = await Journal.AppendAsync([Many("a", 3, Noon.AddDays(-9))]);
        await Journal.TrimAsync(new JournalRetention(Noon, 0));
        await ReopenAsync();

        long next = await Journal.AppendAsync([To("a", 3, Event("e"))]);

        next.ShouldBeGreaterThan(last);
        (await Journal.ReadStreamAsync("a").AllAsync()).Select(item => item.Sequence).ShouldBe([4]);
    }

    [Fact]
    public async Task Retention_works_through_many_chunks_while_others_append()
    {
        await Journal.AppendAsync([Many("kept", 300, Noon.AddDays(-9)), Many("old", 2000, Noon.AddDays(-9)), Many("new", 300)]);
        await Journal.SaveSnapshotsAsync([Snapshot("kept", 0)]);

        Task<long> trim = Journal.TrimAsync(new JournalRetention(Noon, 10));
        for (int appended = 0; !trim.IsCompleted || appended < 10; appended++)
        {
            await Journal.AppendAsync([To("busy", appended, Event("e"))]);
        }

        (await trim).ShouldBe(1990);
        (await Journal.ReadStreamAsync("kept").AllAsync()).Length.ShouldBe(300);
        (await Journal.ReadStreamAsync("new").AllAsync()).Length.ShouldBe(300);
        (await Journal.ReadStreamAsync("old").AllAsync()).Select(item => item.Sequence).ShouldBe(Enumerable.Range(1991, 10).Select(n => (long)n));
    }

    [Fact]
    public async Task Retention_that_is_stopped_leaves_a_journal_that_works()
    {
        await Journal.AppendAsync([Many("old", 2000, Noon.AddDays(-9))]);
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Journal.TrimAsync(new JournalRetention(Noon, 0), stop.Token));

        (await Journal.TrimAsync(new JournalRetention(Noon, 0))).ShouldBe(2000);
    }
}
