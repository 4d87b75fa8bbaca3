using System.Globalization;
using System.Text.Json;
using Guardian.Integration.Tests.Cluster;
using Guardian.Integration.Tests.Play;
using Guardian.Testing.Net;
using Guardian.Testing.Postgres;

namespace Guardian.Chaos.Cluster;

/// <summary>Random deeds on three nodes and their database, from a seed, with the proof at the end that nothing has lived twice and no event is lost.</summary>
internal sealed class ClusterCampaign : IAsyncDisposable
{
    private const int MostAtOnce = 3;
    private const int SettleEvery = 8;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly TestCluster _cluster;
    private readonly DeedPlan _plan;
    private readonly Action<string> _say;
    private readonly List<Trouble> _open = [];
    private readonly List<Trouble> _deeds = [];
    private readonly List<double> _disturbances = [];
    private readonly List<string> _stuck = [];
    private readonly string _clock;
    private int _reloads;

    private ClusterCampaign(TestCluster cluster, DeedPlan plan, Action<string> say)
    {
        (_cluster, _plan, _say) = (cluster, plan, say);
        // One node has a wall clock of its own.
        ClusterNode wrong = cluster.Nodes[^1];
        _clock = wrong.Node.Write("clock", "+0\n");
        foreach ((string name, string? value) in FakeTime.Environment(_clock)) { wrong.Environment[name] = value; }
    }

    /// <summary>Runs it.</summary>
    /// <param name="options">Which.</param>
    /// <param name="say">Takes the lines of its report.</param>
    /// <param name="stop">Ends it; the nodes and their workers end with it.</param>
    /// <returns>Whether nothing was violated.</returns>
    public static async Task<bool> RunAsync(CampaignOptions options, Action<string> say, CancellationToken stop)
    {
        say($"seed {options.Seed}");
        string load = LoadAverage();
        await using ClusterCampaign campaign = new(await TestCluster.MakeAsync(NewPlan()), new DeedPlan(new Random(options.Seed), s_lease.TotalSeconds), say);
        double begun = MachineStalls.Now;
        await campaign.PlayAsync(begun + options.Length.TotalSeconds, stop);
        ClusterResult result = await campaign.ResultAsync(options.Seed, begun, load);
        say(ClusterTables.Of(result));
        if (options.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { result.Seed, result.Seconds, result.Lease, result.Deeds, result.Gaps, result.Events, result.Violations }, s_json), stop);
        }

        return result.Violations.Count == 0;
    }

    private static ClusterPlan NewPlan() => new()
    {
        Lease = s_lease,
        OwnServer = true,
        Workers = node => Workers(node, 0),
        Seats = [("one/0", 0), ("firm/0", 0), ("first/0", 0), ("many/0", 0), ("many/1", 0), ("two/0", 0), ("two/0", 1)],
        More = "guardian.cluster.rebalance { enabled = yes, after = 3s, pause = 500ms }",
    };

    private static string Workers(ClusterNode node, int reloads)
    {
        // Crashes are this campaign's own; how many are forgiven is not what it looks at.
        const string Patient = "restart { delay = 100ms, reset-after = 1ms, budget { restarts = 1000, within = 1ms } }";
        return $$"""
            {{node.Floating("one", Patient)}}
            {{node.Floating("firm", Patient + ", stop.timeout = 500ms", "stubborn")}}
            {{node.Floating("first", Patient + ", placement.prefer = [n1, n2]")}}
            {{node.Floating("many", Patient + ", instances { max = 2, start = 2 }")}}
            {{node.Floating("two", Patient + ", placement.replicas = 2")}}
            here { command = ["sleep", "{{100000 + reloads}}"] }
            """;
    }

    private async Task PlayAsync(double end, CancellationToken stop)
    {
        if (!await IsWholeAsync("the start")) { return; }
        int sinceSettled = 0;
        double next = MachineStalls.Now;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (MachineStalls.Now < end)
        {
            await timer.WaitForNextTickAsync(stop);
            double now = MachineStalls.Now;
            foreach (Trouble due in _open.Where(trouble => trouble.Until <= now).ToArray()) { await MendAsync(due); }
            if (sinceSettled == SettleEvery)
            {
                if (_open.Count > 0) { continue; }
                if (!await IsWholeAsync("everything was mended")) { return; }
                (sinceSettled, next) = (0, MachineStalls.Now);
            }
            else if (now >= next && _open.Count < MostAtOnce && _plan.Next([.. _cluster.Nodes.Select(node => node.Name)], _open, now) is { } trouble)
            {
                await DoAsync(trouble);
                sinceSettled++;
                next = MachineStalls.Now + _plan.Pause();
            }
        }

        foreach (Trouble left in _open.ToArray()) { await MendAsync(left); }
        await IsWholeAsync("the end");
    }

    private async Task DoAsync(Trouble trouble)
    {
        _say(string.Create(CultureInfo.InvariantCulture, $"{trouble.Begun:0.00} {trouble} for {trouble.Until - trouble.Begun:0.00} s"));
        _deeds.Add(trouble);
        _open.Add(trouble);
        _disturbances.Add(MachineStalls.Now);
        ClusterNode node = trouble.Node is { } name ? _cluster[name] : _cluster.Nodes[0];
        switch (trouble.Deed)
        {
            case Deed.Kill: await node.KillAsync(); break;
            case Deed.Freeze: node.Freeze(); break;
            case Deed.Cut: node.Proxy.Cut(); break;
            case Deed.Slow: node.Proxy.Delay(s_lease * 2); break;
            case Deed.Deaf: node.Proxy.Set(ProxyFlow.Pass, ProxyFlow.Swallow); break;
            case Deed.Mute: node.Proxy.Set(ProxyFlow.Swallow, ProxyFlow.Pass); break;
            case Deed.Held: node.Proxy.Set(ProxyFlow.Hold, ProxyFlow.Hold); break;
            case Deed.Reset: node.Proxy.Reset(); break;
            case Deed.KillGuard: if (node.Guard is not 0 and int guard) { Kernel.Signal(guard, Kernel.Kill); } break;
            case Deed.Drain: await SayAsync(node, $"cluster/nodes/{node.Name}/drain"); break;
            case Deed.Leave: await SayAsync(node, "cluster/leave"); break;
            case Deed.Stop: node.Node.Process.Signal(Kernel.Terminate); break;
            case Deed.Reload: node.Configure(Workers(node, ++_reloads)); await SayAsync(node, "node/reload"); break;
            case Deed.Crash: if (_cluster.AllLiving() is [_, ..] living) { Kernel.Signal(_plan.Of(living).Pid, Kernel.Kill); } break;
            case Deed.Clock: FakeTime.Set(_cluster.Nodes[^1].Node, _clock, string.Create(CultureInfo.InvariantCulture, $"{_plan.Hours():+0;-0}h")); break;
            case Deed.RestartDatabase: await _cluster.Server.RestartAsync(PostgresStop.Immediate); break;
            case Deed.StopDatabase: await _cluster.Server.StopAsync(PostgresStop.Immediate); break;
            default: throw new InvalidOperationException($"{trouble.Deed} is not known");
        }

        _disturbances.Add(MachineStalls.Now);
    }

    private async Task MendAsync(Trouble trouble)
    {
        _open.Remove(trouble);
        _disturbances.Add(MachineStalls.Now);
        ClusterNode node = trouble.Node is { } name ? _cluster[name] : _cluster.Nodes[0];
        switch (trouble.Deed)
        {
            case Deed.Kill: node.Launch(); break;
            case Deed.Freeze: node.Thaw(); break;
            case Deed.Cut or Deed.Slow or Deed.Deaf or Deed.Mute or Deed.Held: node.Proxy.Pass(); break;
            case Deed.Drain: await SayAsync(node, $"cluster/nodes/{node.Name}/drain", new { off = true }); break;
            case Deed.Stop: await node.Node.Process.EndAsync(); node.Launch(); break;
            case Deed.Leave: await node.Node.StopAsync(); node.Launch(); break;
            case Deed.StopDatabase: await _cluster.Server.StartAsync(); break;
            // A node that loses its guard and is killed before it has another one is more than is promised (cluster/README.md).
            case Deed.KillGuard: await node.Node.UntilAsync("another guard", () => node.HasGuard); break;
            default: break; // over by itself
        }

        _disturbances.Add(MachineStalls.Now);
    }

    /// <summary>A person's word; what becomes of it while the database is away, or the node starts, is not looked at.</summary>
    private static async Task SayAsync(ClusterNode node, string path, object? body = null)
    {
        try
        {
            await node.Node.PostAsync(path, body);
        }
        catch (Exception unheard) when (unheard is HttpRequestException or IOException or TaskCanceledException)
        {
            // Said to a node that does not listen.
        }
    }

    /// <summary>Waits until everybody is a member and everything runs. When that does not come about there is no sense in going on.</summary>
    private async Task<bool> IsWholeAsync(string when)
    {
        try
        {
            await _cluster.WholeAsync();
            _disturbances.Add(MachineStalls.Now); // it may have started a node, or taken back a drain
            return true;
        }
        catch (Exception stuck) when (stuck is TimeoutException or InvalidOperationException)
        {
            _stuck.Add($"after {when}: {stuck.Message}");
            return false;
        }
    }

    private async Task<ClusterResult> ResultAsync(int seed, double begun, string load)
    {
        double end = MachineStalls.Now;
        int events = 0;
        List<string> problems = [];
        foreach (ClusterNode node in _cluster.Nodes)
        {
            try
            {
                events += (await _cluster.AllSentAsync(node)).Count;
            }
            catch (Exception wrong) when (wrong is InvalidOperationException or TimeoutException)
            {
                problems.Add(wrong.Message);
            }
        }

        return new ClusterResult
        {
            Seed = seed,
            Seconds = end - begun,
            Lease = s_lease.TotalSeconds,
            Load = $"{load} at the begin, {LoadAverage()} at the end",
            Deeds = _deeds,
            Disturbances = _disturbances,
            Lives = _cluster.Lives,
            Stalls = _cluster.Stalls.Between,
            Events = events,
            EventProblems = problems,
            Stuck = _stuck,
        };
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(2));
}
