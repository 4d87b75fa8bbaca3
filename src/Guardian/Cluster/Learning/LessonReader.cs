using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Cluster.Learning;

/// <summary>Reads the shared lessons that a node has missed: the shared snapshot where it needs one, and what follows.</summary>
internal static class LessonReader
{
    /// <summary>Reads all that is committed.</summary>
    /// <param name="journal">The shared journal. What it throws, this throws.</param>
    /// <param name="from">What was read before; null for nothing.</param>
    /// <param name="rules">How fast is learned.</param>
    /// <returns>The base after the last lesson.</returns>
    /// <remarks>
    /// The snapshot is used by a node that has read nothing yet; by one that was away for so long that what follows its base is deleted;
    /// and by one whose base is ahead of the stream, because the store was set up anew.
    /// </remarks>
    public static async Task<SharedBase> CatchUpAsync(IEventJournal journal, SharedBase? from, LearningRules rules)
    {
        SharedBase at = from ?? SharedBase.Empty;
        if (from is null || from.Sequence > await NewestAsync(journal).ConfigureAwait(false))
        {
            // When even the snapshot is not as far as the base, the store is another one than the base was read from.
            SharedBase? snapshot = await SnapshotAsync(journal).ConfigureAwait(false);
            at = from is null || snapshot is null || snapshot.Sequence < from.Sequence ? snapshot ?? SharedBase.Empty : from;
        }

        return await FollowAsync(journal, at, rules, mayJump: true).ConfigureAwait(false);
    }

    /// <summary>The shared snapshot.</summary>
    /// <param name="journal">The shared journal.</param>
    /// <returns>The base that it holds; null when there is none that can be read.</returns>
    public static async Task<SharedBase?> SnapshotAsync(IEventJournal journal)
    {
        IReadOnlyList<JournalSnapshot> found = await journal.ReadSnapshotsAsync(BusStreams.Lessons).ConfigureAwait(false);
        return found.FirstOrDefault(static each => each.Stream == BusStreams.Lessons) is { } snapshot ? LessonJson.FromSnapshot(snapshot.Json.Span) : null;
    }

    private static async Task<SharedBase> FollowAsync(IEventJournal journal, SharedBase at, LearningRules rules, bool mayJump)
    {
        await foreach (JournalEvent next in journal.ReadStreamAsync(BusStreams.Lessons, at.Sequence).ConfigureAwait(false))
        {
            if (next.Sequence > at.Sequence + 1 && mayJump && await SnapshotAsync(journal).ConfigureAwait(false) is { } later && later.Sequence > at.Sequence)
            {
                return await FollowAsync(journal, later, rules, mayJump: false).ConfigureAwait(false);
            }

            at = at.Fold(next.Sequence, LessonJson.FromBus(next), rules).Next;
        }

        return at;
    }

    private static async Task<long> NewestAsync(IEventJournal journal)
    {
        IReadOnlyList<JournalEvent> newest = await journal.ReadNewestAsync(BusStreams.Lessons, [], 1).ConfigureAwait(false);
        return newest is [{ Stream: BusStreams.Lessons } last] ? last.Sequence : 0;
    }
}
