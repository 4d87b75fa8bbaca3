using Guardian.Journal;
using Guardian.Learning.Anomalies;
using Guardian.Learning.Risk;
using Guardian.Workers;
using Guardian.Workers.Records;

namespace Guardian.Hosting;

/// <summary>Judges the risk of failure of a worker from what the journal keeps of it.</summary>
internal static class WorkerRisks
{
    private const int MostEvents = 400;
    private const int MostLives = 30;

    /// <summary>Judges.</summary>
    /// <param name="journal">The store, or null when there is none.</param>
    /// <param name="status">The worker.</param>
    /// <param name="anomalies">Unusual values of its figures lately.</param>
    /// <param name="now">Wall time.</param>
    /// <returns>The risk of the next hour, or null when the store is away or the worker does not run.</returns>
    public static async Task<WorkerRisk?> JudgeAsync(
        IEventJournal? journal, WorkerStatus status, IEnumerable<Anomaly> anomalies, DateTimeOffset now)
    {
        if (journal is null || status.Instances.FirstOrDefault(instance => instance.StartedAt is not null) is not { StartedAt: { } startedAt })
        {
            return null;
        }

        IReadOnlyList<JournalEvent> newest;
        string stream = WorkerRecordJson.StreamOf(status.Name);
        try
        {
            newest = await journal.ReadNewestAsync(stream, ["instance-ended", "fault-seen"], MostEvents).ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            return null; // 'node show' says what is wrong with the store
        }

        List<TimeSpan> failures = [];
        List<PastLife> lives = [];
        TimeSpan watched = TimeSpan.Zero;
        foreach (JournalEvent kept in newest.Where(kept => kept.Stream == stream))
        {
            TimeSpan ago = Positive(now - kept.At);
            watched = ago > watched ? ago : watched;
            switch (WorkerRecordJson.FromJournal(kept))
            {
                case WorkerEvent.InstanceEnded ended when lives.Count < MostLives:
                    lives.Add(new PastLife(TimeSpan.FromSeconds(Math.Max(0, ended.UptimeSeconds)), !ended.Expected));
                    if (!ended.Expected)
                    {
                        failures.Add(ago);
                    }

                    break;
                case WorkerEvent.FaultSeen:
                    failures.Add(ago);
                    break;
                default:
                    break;
            }
        }

        TimeSpan up = Positive(now - startedAt);
        FailureRisk risk = FailureRisk.Judge(new RiskFacts
        {
            Watched = watched > up ? watched : up,
            Failures = [.. failures],
            Uptime = up,
            Lives = [.. lives],
            Forecasts = [],
            Anomalies = [.. anomalies.Select(anomaly => Positive(now - anomaly.At))],
            ErrorsPerMinute = 0,
            UsualErrorsPerMinute = 0,
        });
        return new WorkerRisk((int)Math.Round(risk.Chance * 100), [.. risk.Reasons]);
    }

    // Wall time may be set back; what was written then is not from the future.
    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
