using Guardian.Tests.Workers.Actors;
using Guardian.Testing.Cluster;

namespace Guardian.Tests.Cluster;

/// <summary>Several nodes on one manual clock and one store in memory. After every step the play proves that no worker runs more often than it may.</summary>
internal sealed class ClusterPlay : IDisposable
{
    private readonly SortedDictionary<string, PlayedNode> _nodes = new(StringComparer.Ordinal);
    private readonly string _config;

    public ClusterPlay(string workers, string more = "")
    {
        Store = new MemoryClusterStore(Clock);
        _config = $"""
            guardian.cluster.database = "played"
            guardian.cluster.lease = 10s
            {more}
            {workers}
            """;
    }

    public StepClock Clock { get; } = new();

    public MemoryClusterStore Store { get; }

    /// <summary>Most processes of a worker that may live at a time over all nodes.</summary>
    public int MostAlive { get; set; } = 1;

    public IEnumerable<PlayedNode> Nodes => _nodes.Values;

    public PlayedNode this[string name] => _nodes[name];

    /// <summary>A worker that floats.</summary>
    public static string Floating(string name = "w", string placement = "", string block = "") =>
        Harness.Worker(name, $"placement {{ mode = floating {placement} }}, instances {{ min = 1, max = 3, start = 1 }}\n{block}");

    public PlayedNode Add(string name, string? config = null)
    {
        PlayedNode node = new(this, name, config ?? _config);
        _nodes.Add(name, node);
        Settle();
        return node;
    }

    public static string Config(string workers) => $"""
        guardian.cluster.database = "played"
        guardian.cluster.lease = 10s
        {workers}
        """;

    /// <summary>Names of the nodes on which a worker's processes live, once for each process.</summary>
    public string Where(string worker = "w") =>
        string.Join(' ', _nodes.Values.SelectMany(node => node.Alive(worker).Select(_ => node.Name)));

    /// <summary>A person says what the worker should do.</summary>
    public void Intend(bool run, int? instances)
    {
        Task said = Store.IntendAsync("w", run, instances, "kim", CancellationToken.None);
        said.IsCompletedSuccessfully.ShouldBeTrue("calls to the store in memory are carried out at once");
        Settle();
    }

    public void Drain(string node, bool draining)
    {
        Task<bool> said = Store.DrainAsync(node, draining, CancellationToken.None);
        said.IsCompletedSuccessfully.ShouldBeTrue("calls to the store in memory are carried out at once");
        Settle();
    }

    public void Settle()
    {
        int before = -1;
        for (int quiet = 0; quiet < 3;)
        {
            foreach (PlayedNode node in _nodes.Values.Where(static node => node.Runs))
            {
                node.Harness.Settle();
            }

            int now = _nodes.Values.Sum(static node => node.Line.Calls + node.Harness.Os.Count);
            quiet = now == before ? quiet + 1 : 0;
            before = now;
        }

        Check();
    }

    /// <summary>Lets time pass, from timer to timer of any node.</summary>
    public void Pass(double seconds)
    {
        long target = Clock.GetTimestamp() + TimeSpan.FromSeconds(seconds).Ticks;
        while (true)
        {
            long?[] due = [Clock.NextDue, .. _nodes.Values.Select(node => (long?)node.Guard.Until.Ticks).Where(until => until > Clock.GetTimestamp())];
            if (due.Min() is not { } next || next > target)
            {
                break;
            }

            Clock.Advance(TimeSpan.FromTicks(Math.Max(0, next - Clock.GetTimestamp())));
            Enforce();
            Settle();
        }

        Clock.Advance(TimeSpan.FromTicks(target - Clock.GetTimestamp()));
        Enforce();
        Settle();
    }

    /// <summary>Lets time pass until something holds; fails when it does not within a minute.</summary>
    public double Until(Func<bool> holds, string what)
    {
        long from = Clock.GetTimestamp();
        while (!holds())
        {
            Pass(0.05);
            TimeSpan.FromTicks(Clock.GetTimestamp() - from).ShouldBeLessThan(TimeSpan.FromMinutes(1), what);
        }

        return TimeSpan.FromTicks(Clock.GetTimestamp() - from).TotalSeconds;
    }

    public void Dispose()
    {
        foreach (PlayedNode node in _nodes.Values.Where(static node => node.Runs))
        {
            node.Harness.Dispose();
        }
    }

    private void Enforce()
    {
        foreach (PlayedNode node in _nodes.Values)
        {
            node.Enforce();
        }
    }

    private void Check()
    {
        foreach (string worker in _nodes.Values.SelectMany(static node => node.Harness.Options.Workers)
            .Where(static worker => worker.Placement.Mode == Guardian.Workers.PlacementMode.Floating).Select(static worker => worker.Name).Distinct())
        {
            Where(worker).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(
                MostAlive, $"{worker} runs on {Where(worker)} at {TimeSpan.FromTicks(Clock.GetTimestamp())}");
        }

        foreach (PlayedNode node in _nodes.Values)
        {
            node.Harness.Faults.ShouldBeEmpty($"on {node.Name}");
        }
    }
}
