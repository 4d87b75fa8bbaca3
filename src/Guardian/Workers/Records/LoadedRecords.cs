using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Guardian.Journal;

namespace Guardian.Workers.Records;

/// <summary>The worker records as a starting node finds them in the store: snapshots, and the events since.</summary>
/// <param name="Records">Records by worker.</param>
/// <param name="Sequences">Last sequence of each worker's stream.</param>
/// <param name="Position">Last position read.</param>
internal sealed record LoadedRecords(
    ImmutableDictionary<string, WorkerRecord> Records,
    ImmutableDictionary<string, long> Sequences,
    long Position)
{
    private const string CheckpointStream = "checkpoint/workers";

    /// <summary>Nothing known.</summary>
    public static LoadedRecords Empty { get; } = new(
        ImmutableDictionary.Create<string, WorkerRecord>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, long>(StringComparer.Ordinal),
        0);

    /// <summary>Says that all events up to a position are folded into snapshots.</summary>
    /// <param name="position">The position.</param>
    /// <param name="at">Wall time, a label.</param>
    /// <returns>The snapshot to be written together with those of the workers.</returns>
    public static JournalSnapshot Checkpoint(long position, DateTimeOffset at) =>
        new(CheckpointStream, 0, Encoding.UTF8.GetBytes(position.ToString(System.Globalization.CultureInfo.InvariantCulture)), at);

    /// <summary>Reads all records.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>The records.</returns>
    /// <exception cref="JournalUnavailableException">The store cannot be read.</exception>
    public static async Task<LoadedRecords> ReadAsync(IEventJournal journal, CancellationToken stop)
    {
        Dictionary<string, WorkerRecord> records = new(StringComparer.Ordinal);
        Dictionary<string, long> sequences = new(StringComparer.Ordinal);
        long position = 0;
        bool everySnapshotReadable = true;
        foreach (JournalSnapshot snapshot in await journal.ReadSnapshotsAsync(string.Empty, stop).ConfigureAwait(false))
        {
            if (snapshot.Stream == CheckpointStream)
            {
                position = Utf8Parser.TryParse(snapshot.Json.Span, out long kept, out _) ? kept : 0;
            }
            else if (WorkerRecordJson.WorkerOf(snapshot.Stream) is { } worker)
            {
                if (WorkerRecordJson.FromSnapshot(snapshot.Json.Span) is { } record)
                {
                    records[worker] = record;
                    sequences[worker] = snapshot.Sequence;
                }
                else
                {
                    everySnapshotReadable = false;
                }
            }
        }

        // A snapshot that cannot be read is made up for by its events, from the beginning.
        await foreach (JournalEvent kept in journal.ReadAllAsync(everySnapshotReadable ? position : 0, stop).ConfigureAwait(false))
        {
            position = Math.Max(position, kept.Position);
            if (WorkerRecordJson.WorkerOf(kept.Stream) is not { } worker || kept.Sequence <= sequences.GetValueOrDefault(worker))
            {
                continue;
            }

            sequences[worker] = kept.Sequence;
            if (WorkerRecordJson.FromJournal(kept) is { } happened)
            {
                records[worker] = (records.GetValueOrDefault(worker) ?? WorkerRecord.New(worker)).Apply(happened, kept.At);
            }
        }

        return new LoadedRecords(
            records.ToImmutableDictionary(StringComparer.Ordinal), sequences.ToImmutableDictionary(StringComparer.Ordinal), position);
    }
}
