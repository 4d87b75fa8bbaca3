using System.Collections.Immutable;
using Guardian.Journal;

namespace Guardian.Kpi;

/// <summary>One turn of keeping the figures: write what the node says of itself, read on in the journal, store the ledger.</summary>
/// <remarks>The ledger's position moves with each event, and it is stored together with it; so a turn that ends anywhere, also by kill -9,
/// neither loses an event nor counts one twice.</remarks>
internal static class KpiTurn
{
    private const string LedgerStream = "kpi/ledger";

    /// <summary>Loads the stored ledger.</summary>
    /// <param name="journal">The journal.</param>
    /// <returns>The ledger; an empty one when none is stored or it cannot be read.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    public static async Task<KpiLedger> LoadAsync(IEventJournal journal)
    {
        foreach (JournalSnapshot snapshot in await journal.ReadSnapshotsAsync(LedgerStream).ConfigureAwait(false))
        {
            if (snapshot.Stream == LedgerStream && KpiLedger.FromJson(snapshot.Json.Span) is { } ledger)
            {
                return ledger;
            }
        }

        return new KpiLedger();
    }

    /// <summary>Writes the node's own events.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="events">In order; none is no write.</param>
    /// <returns>When they are durable.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be written.</exception>
    public static Task WriteAsync(IEventJournal journal, ImmutableArray<NewEvent> events) =>
        events.IsEmpty ? Task.CompletedTask : journal.AppendAsync([new StreamAppend(NodeEvents.Stream, null, events)]);

    /// <summary>Folds in what the journal has got since.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="ledger">The ledger; nobody else may use it meanwhile.</param>
    /// <returns>When the end is reached.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read; the ledger is right up to where it came.</exception>
    public static async Task ReadOnAsync(IEventJournal journal, KpiLedger ledger)
    {
        await foreach (JournalEvent kept in journal.ReadAllAsync(ledger.Position).ConfigureAwait(false))
        {
            ledger.Apply(kept);
        }
    }

    /// <summary>Stores the ledger with its position.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="at">Wall time, a label.</param>
    /// <returns>When it is durable.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be written.</exception>
    public static Task SaveAsync(IEventJournal journal, KpiLedger ledger, DateTimeOffset at) =>
        journal.SaveSnapshotsAsync([new JournalSnapshot(LedgerStream, 0, ledger.ToJson(), at)]);
}
