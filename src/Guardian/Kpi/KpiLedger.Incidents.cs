using Guardian.Journal;

namespace Guardian.Kpi;

/// <content>What incident events change.</content>
public sealed partial class KpiLedger
{
    private void ApplyIncident(string id, JournalEvent kept)
    {
        if (kept.Type == "incident-detected")
        {
            OnDetected(id, KpiFacts.Of(kept));
            return;
        }

        if (!_incidents.TryGetValue(id, out KpiIncident? incident))
        {
            return; // opened before the ledger began, or too many were open
        }

        KpiWorker worker = incident.Worker.Length > 0 && _workers.TryGetValue(incident.Worker, out KpiWorker? known) ? known : Server(Time);
        worker.Settle(Time);
        switch (kept.Type)
        {
            case "incident-decided":
                incident.PlanAt = Time;
                break;
            case "incident-person-spoke":
            case "incident-escalated":
                CountPerson(worker, incident);
                break;
            case "incident-recovered":
                incident.RecoveredAt = Time;
                incident.RecoverMs = Milliseconds(KpiFacts.Of(kept).SecondsSinceDetected);
                break;
            case "incident-attempt-failed":
                incident.RecoveredAt = null;
                Count(worker, new KpiTally { FailedPlans = 1, Plans = Trial(KpiFacts.Of(kept).Plan, new KpiTrial { Tries = 1 }) });
                CountError(worker);
                break;
            case "incident-resolved" when !incident.Ended:
                OnResolved(worker, incident, KpiFacts.Of(kept));
                break;
            case "incident-cancelled" when !incident.Ended:
                // A worker that is gone or was stopped by a person needs no cure. Otherwise there was no trouble to cure.
                incident.Ended = true;
                Count(worker, new KpiTally { Cancelled = 1 });
                CountFalse(worker, incident, worker.Until is null && !worker.Halted);
                break;
            case "incident-labelled":
                CountFalse(worker, incident, KpiFacts.Of(kept).FalseDetection);
                break;
            default:
                break; // steps that no figure is made of
        }
    }

    private void OnDetected(string id, KpiFacts detected)
    {
        KpiWorker worker = detected.Worker is { Length: > 0 } name ? Account(name) ?? Server(Time) : Server(Time);
        worker.Settle(Time);
        worker.Faulty = true;
        Count(worker, new KpiTally
        {
            Detections = 1,
            DetectMs = detected.Since is { } since ? Math.Max(0, Time - since.ToUnixTimeMilliseconds()) : 0,
            Kinds = new(StringComparer.Ordinal) { [detected.KindText()] = 1 },
        });
        CountError(worker);
        _incidents[id] = new KpiIncident { Worker = detected.Worker ?? string.Empty, At = Time };
        if (_incidents.Count > MostIncidents)
        {
            _incidents.Remove(_incidents.MinBy(each => (!each.Value.Ended, each.Value.At)).Key);
        }
    }

    private void OnResolved(KpiWorker worker, KpiIncident incident, KpiFacts resolved)
    {
        incident.Ended = true;
        if (resolved.ByPerson)
        {
            CountPerson(worker, incident);
        }

        Count(worker, new KpiTally
        {
            Automatic = incident.Person ? 0 : 1,
            Recovered = 1,
            RecoverMs = incident.RecoveredAt is null ? Time - Math.Min(Time, incident.At) : incident.RecoverMs,
            Plans = Trial(resolved.Plan, new KpiTrial
            {
                Tries = 1,
                Successes = 1,
                Milliseconds = Math.Max(0, (incident.RecoveredAt ?? Time) - (incident.PlanAt ?? incident.At)),
            }),
        });
    }

    private void CountPerson(KpiWorker worker, KpiIncident incident)
    {
        if (!incident.Person)
        {
            incident.Person = true;
            Count(worker, new KpiTally { Person = 1 });
        }
    }

    /// <summary>Where the detection was counted, so that a share never goes over the whole.</summary>
    private void CountFalse(KpiWorker worker, KpiIncident incident, bool isFalse)
    {
        if (incident.False != isFalse)
        {
            incident.False = isFalse;
            worker.Tiers.Add(incident.At, Time, new KpiTally { FalseDetections = isFalse ? 1 : -1 });
        }
    }

    private static SortedDictionary<string, KpiTrial>? Trial(string? plan, KpiTrial trial) =>
        plan is { Length: > 0 } ? new(StringComparer.Ordinal) { [plan] = trial } : null;

    private static long Milliseconds(double seconds) => double.IsFinite(seconds) ? (long)Math.Clamp(seconds * 1000, 0, 400.0 * KpiPeriods.Day) : 0;
}
