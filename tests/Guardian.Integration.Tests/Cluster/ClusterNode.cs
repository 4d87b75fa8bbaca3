using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;
using Guardian.Testing.Net;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>A node of a test's cluster, with a network of its own between it and the database.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly TestCluster _cluster;

    public ClusterNode(TestCluster cluster, string name, int database)
    {
        _cluster = cluster;
        Name = name;
        Proxy = new CuttingProxy(database);
        Node = TestNode.With(string.Empty);
    }

    public string Name { get; }

    /// <summary>The node's program, directory and API.</summary>
    public TestNode Node { get; }

    /// <summary>Between this node and the database.</summary>
    public CuttingProxy Proxy { get; }

    /// <summary>Environment of its program, beside what is inherited.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Whether its program runs; a frozen one does.</summary>
    public bool IsUp => Node.Process is { HasEnded: false };

    public bool IsFrozen { get; private set; }

    /// <summary>The guard beside it, or 0.</summary>
    public int Guard => Kernel.PidsWith("GUARDIAN_NODE=guard:unix:" + Node.Socket).FirstOrDefault();

    /// <summary>Whether there is a guard that listens.</summary>
    public bool HasGuard => Guard is not 0 and int guard && Kernel.ArgumentOf(guard, "--socket") is { } socket && File.Exists(socket);

    /// <summary>A floating worker that writes marks, as HOCON. The text is the same for every node.</summary>
    /// <param name="worker">Its name.</param>
    /// <param name="more">More of its definition.</param>
    /// <param name="manner">"stubborn" ignores SIGTERM.</param>
    public string Floating(string worker, string more = "", string manner = "polite") =>
        $$"""{{worker}} { command = ["perl", "{{_cluster.Script}}", "{{_cluster.MarksFile}}", "{{manner}}"], placement.mode = floating, {{more}} }""";

    /// <summary>Writes its configuration; the present one is read again only when it is told.</summary>
    public void Configure(string workers, string more = "") => Node.Configure(workers, $$"""
        guardian {
          node.name = {{Name}}
          cluster {
            database = "{{_cluster.ConnectionString(Proxy.Port)}}"
            lease = {{_cluster.Plan.Lease.TotalMilliseconds}}ms
            poll = 1s
          }
        }
        {{_cluster.Plan.More}}
        {{more}}
        """);

    /// <summary>Starts its program and waits until it is ready; it may not have joined yet.</summary>
    public Task StartAsync() => Node.StartAsync(Everything());

    /// <summary>Starts its program and waits for nothing.</summary>
    public void Launch() => Node.Launch(Everything());

    /// <summary>Kills it as the loss of its server would: without a word. Its guard is left.</summary>
    public Task KillAsync()
    {
        IsFrozen = false;
        return Node.KillAsync();
    }

    /// <summary>Freezes its program (SIGSTOP); guard and workers go on.</summary>
    public void Freeze()
    {
        IsFrozen = true;
        Node.Process.Signal(Kernel.Stop);
    }

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Thaw()
    {
        IsFrozen = false;
        Node.Process.Signal(Kernel.Continue);
    }

    /// <summary>A worker as this node has it.</summary>
    public async Task<WorkerView> WorkerAsync(string worker = "here") =>
        (await Node.Api.GetAsync<WorkerView[]>($"/api/v1/workers?node={Name}"))?.SingleOrDefault(one => one.Name == worker)
        ?? throw new InvalidOperationException($"{Name} shows no worker {worker}. {_cluster.Words()}");

    /// <summary>Asks for the cluster; null while it does not listen.</summary>
    public Task<ClusterSeen?> ShowAsync() => Node.Api.GetAsync<ClusterSeen>("/api/v1/cluster");

    /// <summary>Waits until it shows the cluster as awaited.</summary>
    public Task<ClusterSeen> UntilShowsAsync(string what, Func<ClusterSeen, bool> holds) => Waiting.UntilAsync(
        $"{Name} shows {what}", ShowAsync, holds, seen => $"{TestCluster.Words(seen)}\n{_cluster.Words()}");

    public async ValueTask DisposeAsync()
    {
        if (IsUp && IsFrozen) { Thaw(); }
        await Node.DisposeAsync();
        await Proxy.DisposeAsync();
    }

    private Dictionary<string, string?> Everything() => new(Environment) { [FloatingScript.NodeVariable] = Name, ["GUARDIAN_NODE"] = null };
}
