using System.Collections.Immutable;
using Guardian.Journal;

namespace Guardian.Council;

/// <summary>Keeps what the council does in the node's journal.</summary>
/// <param name="journal">The journal as it is now; null while the store is away.</param>
public sealed class CouncilRecords(Func<IEventJournal?> journal) : ICouncilRecords
{
    private IEventJournal Open =>
        journal() ?? throw new JournalUnavailableException(JournalProblem.Unreachable, "the store is not open; 'pbm node show' says why");

    /// <inheritdoc />
    public async Task AppendAsync(string stream, ImmutableArray<NewEvent> events, CancellationToken stop = default) =>
        await Open.AppendAsync([new StreamAppend(stream, null, events)], stop).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<IReadOnlyList<JournalEvent>> NewestAsync(string stream, IReadOnlyCollection<string> types, int count, CancellationToken stop = default)
    {
        IReadOnlyList<JournalEvent> newest = await Open.ReadNewestAsync(stream, types, count, stop).ConfigureAwait(false);
        return [.. newest.Where(kept => kept.Stream == stream)]; // the journal reads by prefix
    }
}
