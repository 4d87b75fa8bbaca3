using Guardian.Journal;

namespace Guardian.Kpi;

/// <content>What worker events change.</content>
public sealed partial class KpiLedger
{
    private void ApplyWorker(string name, JournalEvent kept)
    {
        if (kept.Type == "worker-removed")
        {
            if (_workers.TryGetValue(name, out KpiWorker? gone) && gone.Until is null)
            {
                gone.Settle(Time);
                gone.Until = Time;
                gone.State = null;
                gone.Halted = gone.Faulty = false;
                gone.Instances.Clear();
            }

            return;
        }

        if (Account(name) is not { } worker)
        {
            Overlooked++;
            return;
        }

        worker.Settle(Time);
        switch (kept.Type)
        {
            case "health-changed":
                _nodeDown = false; // somebody watches, whatever the node has said of itself
                worker.State = KpiFacts.Of(kept).State;
                worker.Faulty = worker.State is "critical" or "dead" || (worker.Faulty && worker.State is not ("healthy" or "stopped"));
                break;
            case "intent-changed":
                worker.Halted = !KpiFacts.Of(kept).Run;
                worker.Faulty = false;
                break;
            case "fault-seen":
                OnFault(worker, KpiFacts.Of(kept));
                break;
            case "instance-ended":
                OnEnded(worker, KpiFacts.Of(kept));
                break;
            case "restart-decided":
                OnDecided(worker, KpiFacts.Of(kept));
                break;
            case "instance-started":
                OnStarted(worker, KpiFacts.Of(kept));
                break;
            case "instance-removed":
                worker.Instances.Remove(KpiFacts.Of(kept).Index ?? 0);
                break;
            default:
                break; // a kind of a newer version
        }
    }

    private KpiWorker? Account(string name)
    {
        if (_workers.TryGetValue(name, out KpiWorker? worker))
        {
            if (worker.Until is { } until)
            {
                worker.Tiers.AddSpan(until, Time, KpiTimeUse.Unwanted);
                worker.Until = null;
                worker.Since = Time;
            }

            return worker;
        }

        return _workers.Count < MostWorkers ? _workers[name] = new KpiWorker { First = Time, Since = Time } : null;
    }

    private void OnFault(KpiWorker worker, KpiFacts fault)
    {
        Count(worker, new KpiTally { Faults = 1 });
        CountError(worker);
        if (fault.Response is "restart" or "graceful restart")
        {
            worker.Faulty = true;
            if (fault.Index is { } index)
            {
                KpiInstance instance = Instance(worker, index);
                instance.AwayAt ??= Time;
                instance.Retry = true;
            }
        }
    }

    private void OnEnded(KpiWorker worker, KpiFacts ended)
    {
        KpiInstance instance = Instance(worker, ended.Index ?? 0);
        instance.Failed = !ended.Expected && ended.Exit?.Code != 0;
        if (!ended.Expected)
        {
            worker.Faulty = true;
        }

        if (instance.Failed)
        {
            instance.AwayAt ??= Time;
        }

        // A life that ended by itself within a minute of its restart shows that the restart was no cure.
        if (instance.ReflexAt is { } started)
        {
            if (instance.Failed && Time - started < HoldsAfter.TotalMilliseconds)
            {
                worker.Tiers.Add(started, Time, new KpiTally { ReflexHeld = -1, ReflexFailed = 1, ReflexMs = -instance.ReflexMs });
            }

            instance.ReflexAt = null;
        }
    }

    private void OnDecided(KpiWorker worker, KpiFacts decided)
    {
        KpiInstance instance = Instance(worker, decided.Index ?? 0);
        bool again = decided.Verdict is "restart" or "give-up";
        if (instance.Failed && decided.Verdict is not "done")
        {
            Count(worker, new KpiTally { Crashes = 1 }); // an exit code that means never opens an incident, which asks the person
            CountError(worker);
        }

        Count(worker, new KpiTally { Restarts = again ? 1 : 0 });
        instance.Failed = false;

        // After a spent budget an incident takes over, and its recovery is the one that counts.
        instance.Retry = decided.Verdict == "restart";
        if (!instance.Retry)
        {
            instance.AwayAt = null;
        }
    }

    private void OnStarted(KpiWorker worker, KpiFacts started)
    {
        KpiInstance instance = Instance(worker, started.Index ?? 0);
        if (!started.Adopted && instance is { Retry: true, AwayAt: { } away })
        {
            instance.ReflexAt = Time;
            instance.ReflexMs = Time - away;
            Count(worker, new KpiTally { ReflexHeld = 1, ReflexMs = instance.ReflexMs });
        }

        (instance.AwayAt, instance.Retry, instance.Failed) = (null, false, false);
    }

    private static KpiInstance Instance(KpiWorker worker, int index) =>
        worker.Instances.TryGetValue(index, out KpiInstance? instance) ? instance : worker.Instances[index] = new KpiInstance();

    private void Count(KpiWorker worker, KpiTally tally) => worker.Tiers.Add(Time, Time, tally);

    private void CountError(KpiWorker worker)
    {
        long minute = Time / KpiPeriods.Minute;
        if (minute > worker.LastErrorMinute)
        {
            worker.LastErrorMinute = minute;
            Count(worker, new KpiTally { ErrorMinutes = 1 });
        }
    }
}
