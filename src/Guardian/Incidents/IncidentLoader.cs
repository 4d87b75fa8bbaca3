using System.Collections.Immutable;
using Guardian.Journal;

namespace Guardian.Incidents;

/// <summary>Reads incidents back from the journal.</summary>
internal static class IncidentLoader
{
    /// <summary>Reads the newest incidents.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Oldest first, at most <see cref="IncidentBoard.MostEnded"/>; open ones among them go on.</returns>
    public static async Task<ImmutableArray<Incident>> NewestAsync(IEventJournal journal, CancellationToken stop)
    {
        IReadOnlyList<JournalEvent> opened = await journal.ReadNewestAsync(
            IncidentJson.StreamPrefix, [IncidentJson.DetectedType], IncidentBoard.MostEnded, stop).ConfigureAwait(false);
        List<Incident> incidents = [];
        foreach (string id in opened.Reverse().Select(kept => kept.Stream[IncidentJson.StreamPrefix.Length..]))
        {
            ImmutableArray<HistoryEntry> history = await HistoryAsync(journal, id, stop).ConfigureAwait(false);
            if (!history.IsEmpty)
            {
                incidents.Add(history.Aggregate(new Incident { Id = id }, (incident, entry) => incident.Apply(entry.Happened, entry.At)));
            }
        }

        return [.. incidents];
    }

    /// <summary>Everything that happened to one incident.</summary>
    /// <param name="journal">The open journal.</param>
    /// <param name="id">Its id.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>In order; empty when there is none.</returns>
    public static async Task<ImmutableArray<HistoryEntry>> HistoryAsync(IEventJournal journal, string id, CancellationToken stop)
    {
        var entries = ImmutableArray.CreateBuilder<HistoryEntry>();
        await foreach (JournalEvent kept in journal.ReadStreamAsync(IncidentJson.StreamOf(id), 0, stop).ConfigureAwait(false))
        {
            if (IncidentJson.FromJournal(kept) is { } happened)
            {
                entries.Add(new HistoryEntry(kept.At, happened));
            }
        }

        return entries.ToImmutable();
    }
}
