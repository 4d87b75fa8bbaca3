using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Phases;

/// <summary>Faults of all kinds in random order and overlap.</summary>
internal sealed class FaultPhase(Stage stage, Random random)
{
    private const int AtOnce = 7;

    /// <summary>After the end of a fault its worker is left alone for longer than the cooldown, so that the next one is a trouble of its own.</summary>
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(7.5);

    private static readonly TimeSpan s_meanGap = TimeSpan.FromSeconds(0.7);

    /// <summary>A kind that finds no place for so long is one that was not brought about.</summary>
    private static readonly TimeSpan s_longestExtension = TimeSpan.FromMinutes(2);

    private readonly List<Injection> _active = [];
    private readonly List<Injection> _ended = [];
    private readonly List<NodeDeath> _deaths = [];
    private readonly Dictionary<string, long> _restsUntil = [];

    public IReadOnlyList<Injection> Ended => _ended;

    public IReadOnlyList<NodeDeath> Deaths => _deaths;

    /// <summary>Runs it, at least until every kind has come, and waits until the last fault is over.</summary>
    public async Task RunAsync(TimeSpan length, CancellationToken stop)
    {
        Deck deck = new(FaultPlans.All, random);
        long begun = CampaignClock.Now;
        long next = begun;
        await stage.LoopAsync(
            async seen =>
            {
                await LookAsync(seen);
                TimeSpan passed = CampaignClock.Between(begun, seen.Now);
                bool isOver = passed > length && (deck.HasDealtAll || passed > length + s_longestExtension);
                if (!isOver && seen.Now >= next && _active.Count < AtOnce)
                {
                    next = CampaignClock.After(seen.Now, -Math.Log(1 - random.NextDouble()) * s_meanGap);
                    if (deck.Deal(plan => Site(plan, seen).Length > 0) is { } plan) { await StrikeAsync(plan, seen, stop); }
                }

                return !isOver || _active.Count > 0;
            },
            stop);
    }

    private async Task StrikeAsync(FaultPlan plan, Observation seen, CancellationToken stop)
    {
        if (plan.Name == FaultPlans.NodeKill)
        {
            HashSet<string> ill = [.. _active.SelectMany(injection => injection.Workers).Select(worker => worker.Name)];
            NodeDeath death = await NodeDeath.CauseAsync(stage, ill, seen, stop);
            _deaths.Add(death);
            stage.Say($"  {death}");
            return;
        }

        FleetWorker[] possible = Site(plan, seen);
        FleetWorker[] workers = plan.IsForWholePool ? possible : [possible[random.Next(possible.Length)]];
        string[] instances = plan.IsForAllInstances || plan.IsForWholePool
            ? [.. workers.SelectMany(worker => worker.InstanceNames)]
            : [$"{workers[0].Name}/{random.Next(workers[0].Instances)}"];
        Injection injection = new(stage.NextNumber(), plan, workers, instances, stage.Places, stage.Peer.Port);
        injection.Begin(seen);
        _active.Add(injection);
    }

    private async Task LookAsync(Observation seen)
    {
        foreach (Injection injection in _active.ToArray())
        {
            await injection.LookAsync(seen, stage.Node.Api);
            if (injection.Outcome == Outcome.Open) { continue; }
            _active.Remove(injection);
            _ended.Add(injection);
            foreach (FleetWorker worker in injection.Workers) { _restsUntil[worker.Name] = CampaignClock.After(seen.Now, s_rest); }
            await stage.TellAsync(injection, Report.Lines.Of(injection));
        }
    }

    /// <summary>Workers that a fault can strike now; a dummy for the node itself.</summary>
    private FleetWorker[] Site(FaultPlan plan, Observation seen)
    {
        if (plan.Name == FaultPlans.NodeKill) { return [stage.Node.Fleet[0]]; }
        FleetWorker[] pool = [.. stage.Node.Fleet.Where(worker => plan.Pools.Contains(worker.Pool))];
        FleetWorker[] free =
        [
            .. pool.Where(worker => !_active.Any(injection => injection.Workers.Contains(worker))
                && _restsUntil.GetValueOrDefault(worker.Name) <= seen.Now && seen.IsQuiet(worker.Name)),
        ];
        return plan.IsForWholePool && free.Length < pool.Length ? [] : free;
    }
}
