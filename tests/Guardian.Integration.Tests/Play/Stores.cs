using Guardian.Journal;
using Guardian.Persistence.Sql;
using Guardian.Workers;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Integration.Tests.Play;

/// <summary>The store of a node that does not run.</summary>
internal static class Stores
{
    public static string FileOf(TestNode node) => Path.Combine(node.Data, "guardian.db");

    /// <summary>Writes down that instance 0 of a worker was started as a process.</summary>
    public static async Task SayStartedAsync(TestNode node, string worker, ProcessIdentity process)
    {
        IEventJournal journal = await OpenAsync(node);
        await using (journal)
        {
            NewEvent said = WorkerRecordJson.ToJournal(new WorkerEvent.InstanceStarted(0, process, Adopted: false), TimeProvider.System.GetUtcNow());
            await journal.AppendAsync([new StreamAppend(WorkerRecordJson.StreamOf(worker), null, [said])]);
        }
    }

    /// <summary>How far the store knows the log of instance 0 of a worker to be followed; null when it has no snapshot yet.</summary>
    public static async Task<long?> LogOffsetAsync(TestNode node, string worker)
    {
        IEventJournal journal = await OpenAsync(node);
        await using (journal)
        {
            IReadOnlyList<JournalSnapshot> snapshots = await journal.ReadSnapshotsAsync(WorkerRecordJson.StreamOf(worker));
            return snapshots.Count == 0 ? null : WorkerRecordJson.FromSnapshot(snapshots[0].Json.Span)?.Instances.GetValueOrDefault(0)?.LogOffset;
        }
    }

    private static Task<IEventJournal> OpenAsync(TestNode node) => SqliteJournal.OpenAsync(FileOf(node), TimeProvider.System, NullLogger.Instance);
}
