using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>The node's own journal with a bell.</summary>
public sealed class ObservedJournalTests
{
    private int _rung;

    [Fact]
    public async Task It_tells_of_each_append_after_it_has_happened_and_of_no_reading()
    {
        int there = -1;
        BusJournal inner = new();
        await using ObservedJournal journal = new(inner, () => (there, _rung) = (inner.Events.Count, _rung + 1));

        await AppendAsync(journal);
        _ = await journal.ReadNewestAsync("", [], 1);

        (there, _rung).ShouldBe((1, 1));
    }

    [Fact]
    public async Task It_tells_of_an_append_whose_end_is_not_known()
    {
        BusJournal inner = new() { LostAnswers = 1 };
        await using ObservedJournal journal = new(inner, () => _rung++);

        await Should.ThrowAsync<JournalUnavailableException>(() => AppendAsync(journal));

        _rung.ShouldBe(1);
        inner.Events.Count.ShouldBe(1);
    }

    private static Task<long> AppendAsync(ObservedJournal journal) =>
        journal.AppendAsync([new StreamAppend("a", null, [new NewEvent("e", "1"u8.ToArray(), DateTimeOffset.UnixEpoch)])]);
}
