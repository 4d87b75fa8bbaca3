using System.Collections.Immutable;
using Guardian.Journal;
using Guardian.Workers.Records;

namespace Guardian.Hosting;

/// <summary>Puts a worker's kept events into words.</summary>
internal static class WorkerHappenings
{
    private const int MostShown = 20;

    /// <summary>The newest events of a worker.</summary>
    /// <param name="journal">The store, or null when there is none.</param>
    /// <param name="worker">The worker.</param>
    /// <returns>Newest first; empty when the store is away.</returns>
    public static async Task<ImmutableArray<WorkerHappening>> NewestAsync(IEventJournal? journal, string worker)
    {
        if (journal is null)
        {
            return [];
        }

        try
        {
            string stream = WorkerRecordJson.StreamOf(worker);
            IReadOnlyList<JournalEvent> newest = await journal.ReadNewestAsync(stream, [], MostShown).ConfigureAwait(false);
            return
            [
                .. newest.Where(kept => kept.Stream == stream) // the prefix also matches mailer2
                    .Select(kept => WorkerRecordJson.FromJournal(kept) is { } happened ? Describe(happened, kept) : null)
                    .OfType<WorkerHappening>(),
            ];
        }
        catch (JournalUnavailableException)
        {
            return []; // 'node show' says what is wrong with the store
        }
    }

    private static WorkerHappening Describe(WorkerEvent happened, JournalEvent kept)
    {
        (int? instance, string text) = happened switch
        {
            WorkerEvent.InstanceStarted started => ((int?)started.Index, $"{(started.Adopted ? "taken over" : "started")} as process {started.Process.Pid}"),
            WorkerEvent.InstanceEnded { Exit.IsKnown: false } unseen => (unseen.Index, unseen.Cause),
            WorkerEvent.InstanceEnded ended => (
                ended.Index, $"{ended.Exit} after {Wording.Duration(TimeSpan.FromSeconds(ended.UptimeSeconds))}: {ended.Cause}{(ended.InHand is { } task ? $"; in hand: {task}" : string.Empty)}"),
            WorkerEvent.InstanceRemoved removed => (removed.Index, "scaled in"),
            WorkerEvent.RestartDecided decided => (decided.Index, decided.Reason),
            WorkerEvent.IntentChanged intent => (
                null,
                $"{intent.By} wants it to {(intent.Run ? "run" : "stay stopped")}"
                + (intent.Instances is { } count ? $" with {count} instances" : string.Empty)),
            WorkerEvent.HealthChanged health => (
                null,
                $"{health.State}, score {health.Score}" + (health.Reasons.IsEmpty ? string.Empty : ": " + string.Join("; ", health.Reasons))),
            WorkerEvent.FaultSeen fault => (fault.Index, $"{fault.Kind}: {fault.Reason}; answer: {fault.Response}"),
            WorkerEvent.StateSaved saved => (saved.Index, saved.Detail),
            WorkerEvent.StateRestored restored => (restored.Index, restored.Detail),
            WorkerEvent.ScaleAdvised advised => (
                null, $"recovery wants {(advised.Instances is { } wanted ? Wording.Count(wanted, "instance") : "what the definition says")}: {advised.Reason}"),
            WorkerEvent.WorkerRemoved => (null, "no longer defined"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new WorkerHappening(kept.At, kept.Type, instance, text);
    }
}
