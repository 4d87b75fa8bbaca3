using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;
using Guardian.Chaos.Phases;
using Guardian.Chaos.Report;

namespace Guardian.Chaos;

/// <summary>A campaign from the start of the node to the table.</summary>
internal static class Campaign
{
    private static readonly TimeSpan s_toSettle = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Runs it.</summary>
    /// <param name="options">Which.</param>
    /// <param name="say">Takes the lines of its report.</param>
    /// <param name="stop">Ends it; the node and its workers end with it.</param>
    /// <returns>Whether all assertions hold.</returns>
    public static async Task<bool> RunAsync(CampaignOptions options, Action<string> say, CancellationToken stop)
    {
        say($"seed {options.Seed}");
        CampaignResult result = await PlayAsync(options, say, stop);
        IReadOnlyList<Check> checks = Checks.Of(result);
        say(Tables.Of(result, checks));
        if (options.Json is { } file) { await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { result, checks }, s_json), stop); }
        return checks.All(check => check.Holds);
    }

    private static async Task<CampaignResult> PlayAsync(CampaignOptions options, Action<string> say, CancellationToken stop)
    {
        string load = LoadAverage();
        bool isFixed = options.Policy != Policy.Council;
        await using CampaignNode node = await CampaignNode.StartAsync(recommend: isFixed, stop);
        using DeadPeer peer = new();
        Stage stage = new(node, new Observer(node), new TaskFeeder(node), peer, say, options.Stories);
        foreach (FleetWorker worker in node.Fleet.Where(worker => worker.Pool == Pool.Dependent))
        {
            // They look at their dependency all the time; it is there until a fault takes it away.
            foreach (string instance in worker.InstanceNames) { node.Places.Give(instance, $"dependency file={node.Places.Dependency}"); }
        }

        await stage.SettleAsync("the start", s_toSettle, stop);

        IReadOnlyList<IncidentSeen> quiet = [];
        IReadOnlyList<IncidentSeen> busy = [];
        FaultPhase faults = new(stage, new Random(options.Seed));
        IReadOnlyList<IncidentSeen> unexplained = [];
        if (!isFixed)
        {
            say("quiet");
            quiet = await HealthyPhase.RunAsync(stage, isBusy: false, options.Phase, stop);
            say("busy");
            busy = await HealthyPhase.RunAsync(stage, isBusy: true, options.Phase, stop);
            await stage.SettleAsync("the end of the busy phase", s_toSettle, stop);
            say("faults");
            long begun = CampaignClock.Now;
            await faults.RunAsync(options.Phase, stop);
            unexplained = Unexplained(await stage.Observer.LookAsync(), begun, faults.Ended);
            await stage.SettleAsync("the end of the faults", s_toSettle, stop);
        }

        say("learning");
        LearningPhase learning = new(stage, new Random(options.Seed), isFixed ? new FixedPolicy(options.Policy, node) : null);
        await learning.RunAsync(options.Phase, stop);
        Observation last = await stage.Observer.LookAsync();
        return new CampaignResult
        {
            Seed = options.Seed,
            Policy = options.Policy,
            Minutes = options.Length.TotalMinutes,
            Load = $"{load} at the begin, {LoadAverage()} at the end",
            Instances = node.Fleet.Sum(worker => worker.Instances),
            Injections = faults.Ended,
            NodeDeaths = faults.Deaths,
            FalseWhenQuiet = quiet,
            FalseWhenBusy = busy,
            Unexplained = unexplained,
            Lessons = learning.Lessons,
            Tasks = isFixed ? null : stage.Feeder.Count(last.Marks),
            Kpi = await node.Api.GetAsync<KpiSeen>("/api/v1/kpi?window=day"),
        };
    }

    /// <summary>Incidents of the fault phase on workers that had no fault at that time.</summary>
    private static IReadOnlyList<IncidentSeen> Unexplained(Observation seen, long begun, IReadOnlyList<Injection> injections)
    {
        HashSet<string> explained = [.. injections.SelectMany(injection => injection.Incidents).Select(incident => incident.Id)];
        return [.. seen.Incidents.Where(incident => seen.Clock.Of(incident.DetectedAt) >= begun && !explained.Contains(incident.Id))];
    }

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(2));
}
