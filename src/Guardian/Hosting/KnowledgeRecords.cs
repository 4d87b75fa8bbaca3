using Guardian.Journal;
using Guardian.Learning.Knowledge;

namespace Guardian.Hosting;

/// <summary>Keeps what was learned as a snapshot in the journal.</summary>
/// <param name="journal">The journal as it is now; null while it is away.</param>
/// <param name="clock">Labels.</param>
internal sealed class KnowledgeRecords(Func<IEventJournal?> journal, Clock clock) : IKnowledgeRecords
{
    private IEventJournal Open => journal() ?? throw new JournalUnavailableException(JournalProblem.Unreachable, "the store is not open");

    /// <inheritdoc />
    public async Task<KnowledgeBase> LoadAsync()
    {
        foreach (JournalSnapshot snapshot in await Open.ReadSnapshotsAsync(KnowledgeJson.Stream).ConfigureAwait(false))
        {
            if (snapshot.Stream == KnowledgeJson.Stream && KnowledgeJson.FromSnapshot(snapshot.Json.Span) is { } known)
            {
                return known;
            }
        }

        return KnowledgeBase.Empty;
    }

    /// <inheritdoc />
    public Task SaveAsync(KnowledgeBase knowledge) =>
        Open.SaveSnapshotsAsync([new JournalSnapshot(KnowledgeJson.Stream, 0, KnowledgeJson.ToSnapshot(knowledge), clock.UtcNow)]);
}
