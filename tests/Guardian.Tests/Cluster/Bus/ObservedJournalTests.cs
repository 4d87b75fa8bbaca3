using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>The node's own journal with a bell.</summary>
public sealed class ObservedJournalTests
{
    private readonly BusJournal _inner = new();
    private int _rung;

    [Fact]
    public async Task It_tells_of_each_append_after_it_has_happened_and_of_no_reading()
    {
        int there = -1;
        await using ObservedJournal journal = new(_inner, () => (there, _rung) = (_inner.Events.Count, _rung + 1));

        await AppendAsync(journal);
        _ = await journal.ReadNewestAsync("", [], 1);

        (there, _rung).ShouldBe((1, 1));
    }

    [Fact]
    public async Task It_tells_of_an_append_whose_end_is_not_known()
    {
        await using ObservedJournal journal = new(_inner, () => _rung++);
        _inner.LostAnswers = 1;

        await Should.ThrowAsync<JournalUnavailableException>(() => AppendAsync(journal));

        _rung.ShouldBe(1);
        _inner.Events.Count.ShouldBe(1);
    }

    private static Task<long> AppendAsync(ObservedJournal journal) =>
        journal.AppendAsync([new StreamAppend("a", null, [new NewEvent("e", "1"u8.ToArray(), DateTimeOffset.UnixEpoch)])]);
}
