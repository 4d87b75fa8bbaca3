using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>Nothing is wrong for a while: whatever the node takes for a fault is a false detection.</summary>
internal static class HealthyPhase
{
    /// <summary>Watches.</summary>
    /// <param name="stage">The campaign.</param>
    /// <param name="isBusy">Whether workers are busy or slow, though all of them get on.</param>
    /// <param name="length">How long.</param>
    /// <param name="stop">Ends the campaign.</param>
    /// <returns>The false detections.</returns>
    public static async Task<IReadOnlyList<IncidentSeen>> RunAsync(Stage stage, bool isBusy, TimeSpan length, CancellationToken stop)
    {
        FleetWorker[] loaded = isBusy ? [.. stage.Node.Fleet.Where(worker => worker.Pool != Pool.Queue && worker.Pool != Pool.Dependent)] : [];
        foreach ((int i, FleetWorker worker) in loaded.Index())
        {
            // Two that are all but a whole processor busy are enough for two processors; the others are slow.
            string order = i is 0 or 9 ? "load cpu=0.9 task=10s" : "load cpu=0.03 task=10s";
            foreach (string instance in worker.InstanceNames) { stage.Places.Give(instance, order); }
        }

        long begun = CampaignClock.Now;
        IncidentSeen[] found = [];
        await stage.LoopAsync(
            seen =>
            {
                found = [.. seen.Incidents.Where(incident => seen.Clock.Of(incident.DetectedAt) >= begun)];
                return Task.FromResult(CampaignClock.Between(begun, seen.Now) < length);
            },
            stop);
        foreach (FleetWorker worker in loaded)
        {
            foreach (string instance in worker.InstanceNames) { stage.Places.Withdraw(instance); }
        }

        return found;
    }
}
