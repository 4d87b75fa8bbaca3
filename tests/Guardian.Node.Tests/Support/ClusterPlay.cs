using System.Collections.Immutable;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Hocon;
using Guardian.Hosting;
using Guardian.Testing.Cluster;
using Guardian.Workers;

namespace Guardian.Node.Tests.Support;

/// <summary>Several served nodes in one process, with a store in memory between them.</summary>
public sealed class ClusterPlay : IAsyncDisposable
{
    /// <summary>A floating worker that every node of a play may define.</summary>
    public const string Floater = "floater";

    /// <summary>Length of every lease; the store's clock moves by hand only.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly List<ClusteredNode> _nodes = [];
    private readonly Dictionary<string, Guid> _sessions = [];

    public ClusterPlay() => Store = new MemoryClusterStore(StoreClock);

    /// <summary>The store's clock.</summary>
    public ManualTimeProvider StoreClock { get; } = new();

    /// <summary>The test's own line to the store.</summary>
    public MemoryClusterStore Store { get; }

    /// <summary>Clock of the nodes' limits; the real one unless a test takes it over.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ClusteredNode this[string name] => _nodes.Single(node => node.Name == name);

    /// <summary>Joins and serves a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="define">Its workers.</param>
    /// <param name="floats">Whether it defines <see cref="Floater"/>.</param>
    public async Task<ClusteredNode> StartAsync(string name, Action<GuardianBuilder> define, bool floats = false)
    {
        await JoinAsync(name, floats);
        ClusteredNode node = await ClusteredNode.StartAsync(name, Store.Another(), () => _sessions[name], define, floats ? Definition : null, Time);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Joins a node that nobody serves: it is live, and does not answer.</summary>
    public async Task<Guid> JoinAsync(string name, bool floats = false, string fingerprint = "f1")
    {
        NodeCard card = new()
        {
            Name = name,
            Home = new Guid(name.GetHashCode(StringComparison.Ordinal), 0, 0, new byte[8]),
            Version = "0.1.0",
            Roles = [],
            Host = "host-" + name,
            Lease = Lease,
            Floating = floats ? ImmutableSortedDictionary<string, string>.Empty.Add(Floater, fingerprint) : ImmutableSortedDictionary<string, string>.Empty,
        };
        JoinResult.Joined joined = (await Store.JoinAsync(card, default)).ShouldBeOfType<JoinResult.Joined>();
        return _sessions[name] = joined.Session;
    }

    public Guid SessionOf(string name) => _sessions[name];

    /// <summary>Lets a node's lease end; the others renew theirs.</summary>
    public async Task LoseAsync(string name)
    {
        StoreClock.Advance(Lease / 2);
        foreach ((string other, Guid session) in _sessions.Where(other => other.Key != name))
        {
            (await Store.RenewAsync(session, new NodeLoad(1, 2, 3, 4, "healthy", 100), 0, default)).ShouldNotBeNull(other);
        }

        StoreClock.Advance((Lease / 2) + TimeSpan.FromSeconds(1));
        (await Store.ReadAsync(default)).Find(name).ShouldNotBeNull().State.ShouldBe(MemberState.Lost);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ClusteredNode node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Store.DisposeAsync();
    }

    /// <summary>The floating worker's definition, where a node has it.</summary>
    public static WorkerDefinition Definition { get; } = Load();

    private static WorkerDefinition Load()
    {
        ConfigProblems problems = new();
        GuardianOptions options = GuardianOptions.Load(
            ReferenceConfig.Under(HoconSource.Text(
                $$"""
                guardian.cluster.database = "Host=/nowhere"
                guardian.workers.{{Floater}} { command = ["/bin/sleep", "600"], placement.mode = floating, instances { min = 1, max = 3, start = 1 } }
                """,
                "test")),
            problems);
        problems.Any.ShouldBeFalse();
        return options.Workers.Single();
    }
}
