using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;
using Guardian.Integration.Tests.Play;

namespace Guardian.Chaos.Phases;

/// <summary>The node was killed and started again: its workers should not have noticed.</summary>
/// <param name="Took">From the kill until the new node is ready.</param>
/// <param name="Untouched">Healthy instances that had no fault at that time.</param>
/// <param name="Disturbed">Those of them that have another process afterwards.</param>
internal sealed record NodeDeath(TimeSpan Took, int Untouched, IReadOnlyList<string> Disturbed)
{
    public bool AsExpected => Disturbed.Count == 0;

    /// <summary>Kills and starts it.</summary>
    public static async Task<NodeDeath> CauseAsync(Stage stage, IReadOnlySet<string> ill, Observation before, CancellationToken stop)
    {
        // What the last look showed may be over: only processes that still live when the node is killed count.
        (string Instance, int Pid)[] running =
        [
            .. before.Workers.Values.Where(worker => !ill.Contains(worker.Name)).SelectMany(worker => worker.Instances)
                .Where(instance => instance.Pid is not null).Select(instance => (instance.Id, instance.Pid!.Value)),
        ];
        long killed = CampaignClock.Now;
        await stage.Node.KillAsync();
        running = [.. running.Where(instance => Kernel.IsAlive(instance.Pid))];
        await stage.Node.StartAsync(stop);
        TimeSpan took = CampaignClock.Between(killed, CampaignClock.Now);
        Observation after = await stage.Observer.LookAsync();
        return new NodeDeath(
            took,
            running.Length,
            [.. running.Where(instance => after.Instance(instance.Instance)?.Pid != instance.Pid).Select(instance => instance.Instance)]);
    }

    public override string ToString() =>
        $"node kill -9: ready again after {Took.TotalSeconds:0.0} s; {Untouched} untouched instances, {Disturbed.Count} disturbed {string.Join(", ", Disturbed)}";
}
