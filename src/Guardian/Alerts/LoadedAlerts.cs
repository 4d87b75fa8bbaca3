using Guardian.Journal;

namespace Guardian.Alerts;

/// <summary>The alerts as a node finds them in the store.</summary>
/// <param name="Journal">The store.</param>
/// <param name="Board">What it holds.</param>
/// <param name="Sequence">Last sequence of the stream.</param>
/// <param name="SinceSnapshot">Events since the snapshot.</param>
internal sealed record LoadedAlerts(IEventJournal Journal, AlertBoard Board, long Sequence, int SinceSnapshot)
{
    /// <summary>Name of the stream and of its snapshot.</summary>
    public const string Stream = "alerts";

    /// <summary>Reads the snapshot and the events after it.</summary>
    /// <param name="journal">The store.</param>
    /// <param name="now">The moment now, against which ages are measured.</param>
    /// <returns>The alerts.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    public static async Task<LoadedAlerts> ReadAsync(IEventJournal journal, AlertMoment now)
    {
        AlertBoard board = AlertBoard.Empty;
        long sequence = 0;
        int events = 0;
        foreach (JournalSnapshot snapshot in await journal.ReadSnapshotsAsync(Stream).ConfigureAwait(false))
        {
            if (snapshot.Stream == Stream && AlertJson.FromSnapshot(snapshot.Json.Span, now) is { } kept)
            {
                (board, sequence) = (kept, snapshot.Sequence);
            }
        }

        await foreach (JournalEvent kept in journal.ReadStreamAsync(Stream, sequence).ConfigureAwait(false))
        {
            sequence = kept.Sequence;
            events++;
            if (AlertJson.FromJournal(kept) is { } happened)
            {
                board = board.Apply(happened, now.At(kept.At));
            }
        }

        return new LoadedAlerts(journal, board, sequence, events);
    }
}
