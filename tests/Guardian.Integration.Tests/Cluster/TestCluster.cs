using System.Text.Json;
using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;
using Guardian.Testing.Postgres;
using Npgsql;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>A database, a network and several nodes, all on this machine, and the marks of what floats on them. Nothing is left of it when it is disposed.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private readonly List<ClusterNode> _nodes = [];
    private readonly FloatingMarks _marks = new();
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("guardian-cluster-").FullName;

    private TestCluster(ClusterPlan plan, ThrowawayPostgres server, ThrowawayDatabase database)
    {
        (Plan, Server, Database) = (plan, server, database);
        Script = Path.Combine(_directory, "marks.pl");
        MarksFile = Path.Combine(_directory, "marks");
        File.WriteAllText(Script, FloatingScript.Text);
        File.WriteAllText(MarksFile, string.Empty);
    }

    public ClusterPlan Plan { get; }

    /// <summary>The database's server; shared with other tests unless the plan says otherwise.</summary>
    public ThrowawayPostgres Server { get; }

    public ThrowawayDatabase Database { get; }

    public string Script { get; }

    public string MarksFile { get; }

    public MachineStalls Stalls { get; } = new();

    public IReadOnlyList<ClusterNode> Nodes => _nodes;

    /// <summary>What floats, as it has written it down by now.</summary>
    public IReadOnlyList<FloatingLife> Lives
    {
        get
        {
            lock (_marks)
            {
                _marks.Read(MarksFile);
                return [.. _marks.Lives];
            }
        }
    }

    /// <summary>A node by name.</summary>
    public ClusterNode this[string name] => _nodes.Single(node => node.Name == name);

    /// <summary>Makes the database, the network and the configurations; starts no node.</summary>
    public static async Task<TestCluster> MakeAsync(ClusterPlan plan)
    {
        ThrowawayPostgres server = plan.OwnServer ? await ThrowawayPostgres.StartNewAsync() : await ThrowawayPostgres.SharedAsync();
        TestCluster cluster = new(plan, server, await server.CreateDatabaseAsync());
        for (int number = 1; number <= plan.Nodes; number++)
        {
            ClusterNode node = new(cluster, $"n{number}", server.Port);
            cluster._nodes.Add(node);
            node.Configure(plan.Workers(node));
        }

        return cluster;
    }

    /// <summary>Makes and starts a cluster, and waits until it is whole.</summary>
    public static async Task<TestCluster> StartAsync(ClusterPlan plan)
    {
        TestCluster cluster = await MakeAsync(plan);
        try
        {
            await cluster.WholeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where nodes find the database behind a port.</summary>
    public string ConnectionString(int port) => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Host = "127.0.0.1", Port = port }.ToString();

    /// <summary>Mends the network, takes back drains, lets frozen nodes go on, starts those that do not run, and waits until everybody is a member and everything runs.</summary>
    public async Task WholeAsync()
    {
        foreach (ClusterNode node in _nodes)
        {
            node.Proxy.Pass();
            if (node.IsUp && node.IsFrozen) { node.Thaw(); }
        }

        ClusterNode[] down = [.. _nodes.Where(node => !node.IsUp)];
        await Task.WhenAll(down.Select(node => node.StartAsync()));
        await UntilMembersAsync([.. _nodes.Select(node => node.Name)]);
        foreach (MemberSeen member in (await _nodes[0].ShowAsync())?.Nodes.Where(member => member.State == "draining") ?? [])
        {
            await _nodes[0].Node.PostAsync($"cluster/nodes/{member.Name}/drain", new { off = true });
        }

        await UntilRunsAsync([.. Plan.Seats]);
        if (down.Length > 0) { await CalmAsync(); }
    }

    /// <summary>Waits until nothing has moved for a lease: a machine that has just started several programs may be too busy to renew any.</summary>
    private async Task CalmAsync()
    {
        double since = MachineStalls.Now;
        int seen = Lives.Count;
        await Waiting.UntilAsync(
            "a lease in which nothing moves",
            () =>
            {
                if (Lives.Count != seen || AllLiving().Length < Plan.Seats.Count) { (since, seen) = (MachineStalls.Now, Lives.Count); }
                return MachineStalls.Now - since > Plan.Lease.TotalSeconds;
            },
            Words);
    }

    /// <summary>Waits until these nodes, and no others, are live members in the eyes of each of them.</summary>
    public async Task UntilMembersAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await this[name].UntilShowsAsync(
                $"{string.Join(" ", names)} as members",
                seen => seen.Nodes.Where(member => member.State is "live" or "draining").Select(member => member.Name).SequenceEqual(names) && seen.Of(name) is not null);
        }
    }

    /// <summary>Waits until a process lives in each of these seats.</summary>
    public async Task UntilRunsAsync(params (string Instance, int Replica)[] seats)
    {
        foreach ((string instance, int replica) in seats) { await UntilAsync(instance, replica, "a living process", _ => true); }
    }

    /// <summary>Waits until the living process of a seat is as awaited.</summary>
    public async Task<FloatingLife> UntilAsync(string instance, int replica, string what, Func<FloatingLife, bool> holds)
    {
        await Waiting.UntilAsync($"{instance}, replica {replica}: {what}", () => Living(instance, replica) is { } life && holds(life), Words);
        return Living(instance, replica) ?? throw new InvalidOperationException($"{instance}, replica {replica}, has ended again. {Words()}");
    }

    /// <summary>Waits until another node runs what a process was.</summary>
    public Task<FloatingLife> UntilMovedAsync(FloatingLife from) =>
        UntilAsync(from.Instance, from.Replica, $"runs elsewhere than on {from.Node}", life => life.Node != from.Node && life.Begun > from.Begun);

    /// <summary>The process that lives in a seat; null when none does.</summary>
    public FloatingLife? Living(string instance, int replica) =>
        Lives.LastOrDefault(life => life.Instance == instance && life.Replica == replica) is { } last && Kernel.IsAlive(last.Pid) ? last : null;

    /// <summary>All that live, in the order of the plan's seats.</summary>
    public FloatingLife[] AllLiving() => [.. Plan.Seats.Select(seat => Living(seat.Instance, seat.Replica)).OfType<FloatingLife>()];

    /// <summary>The node that runs a seat.</summary>
    public ClusterNode HolderOf(string instance, int replica = 0) =>
        this[(Living(instance, replica) ?? throw new InvalidOperationException($"{instance} runs nowhere. {Words()}")).Node];

    /// <summary>Asserts what must hold after everything that a test may do.</summary>
    public void Check()
    {
        IReadOnlyList<string> violations = FloatingCheck.Violations(Lives);
        if (violations.Count > 0) { throw new InvalidOperationException($"{string.Join('\n', violations)}\n{Words()}"); }
    }

    /// <summary>Asserts that whatever went to another node since a moment was back in time: within a lease and a second, and what its process took to start.</summary>
    public void CheckGaps(double since)
    {
        IReadOnlyList<string> late = FloatingCheck.TooLong(
            FloatingCheck.Handovers(Lives).Where(handover => handover.IsFailover && handover.To.Begun >= since),
            handover => Plan.Lease.TotalSeconds + 1 + Stalls.Between(handover.From.Last, handover.To.Begun));
        if (late.Count > 0) { throw new InvalidOperationException($"{string.Join('\n', late)}\n{Words()}"); }
    }

    /// <summary>What the cluster and its nodes say, for messages.</summary>
    public string Words() => string.Join('\n', Lives.TakeLast(20).Select(life => life.ToString()).Concat(
        _nodes.Select(node => $"--- {node.Name} ({(node.IsUp ? node.IsFrozen ? "frozen" : "up" : "down")})\n{node.Node.Process?.Words}")));

    /// <summary>What an API showed, for messages.</summary>
    public static string Words<T>(T? seen) => seen is null ? "no answer" : JsonSerializer.Serialize(seen, s_json);

    public async ValueTask DisposeAsync()
    {
        foreach (ClusterNode node in _nodes) { await node.DisposeAsync(); }
        await Stalls.DisposeAsync();
        await Database.DisposeAsync();
        if (Plan.OwnServer) { await Server.DisposeAsync(); }
        foreach (int pid in Kernel.PidsNaming(_directory)) { Kernel.Signal(pid, Kernel.Kill); }
        System.IO.Directory.Delete(_directory, recursive: true);
    }
}
