using Guardian.Cluster.Postgres.Tests.Support;
using Guardian.Testing.Net;
using Npgsql;

namespace Guardian.Cluster.Postgres.Tests.History;

/// <summary>Many nodes with short leases, over bad lines, with rows locked by others, at once: what came of it is read afterwards and checked.</summary>
public sealed class HistoryTests
{
    private static readonly string[] s_keys = ["worker/a/0", "worker/a/1", "job/b", "chair/c"];
    private static readonly TimeSpan s_shortLease = TimeSpan.FromMilliseconds(300);

    private const int Nodes = 5;

    /// <summary>A history in which less has happened proves little; a busy machine takes longer for as much.</summary>
    private const int EnoughGrants = 60;
    private const int EnoughTakeovers = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_two_hold_one_key_at_the_same_time_and_tokens_only_grow(int seed)
    {
        await using Scene scene = await Scene.CreateAsync();
        await scene.Store().ReadAsync();
        await Recorded.BeginAsync(scene.Database);
        TimeSpan lease = await LeaseAsync(scene);
        await using CuttingProxy proxy = new(scene.Database.Server.Port);
        string through = new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString) { Port = proxy.Port }.ToString();
        ClusterTuning tuning = new() { CallTimeout = lease * 2, Connections = 2, Seed = seed };
        RestlessNode[] nodes =
        [
            .. Enumerable.Range(0, Nodes).Select(index => new RestlessNode(
                $"n{index}", scene.Store(index % 2 == 0 ? null : through, tuning), lease, s_keys, (seed * 100) + index)),
        ];
        NpgsqlConnection hand = await scene.HandAsync();

        using CancellationTokenSource stop = new();
        Task running = Task.WhenAll([.. nodes.Select(node => node.RunAsync(stop.Token)), DisturbAsync(scene, proxy, lease, new Random(seed), stop.Token)]);
        await await Task.WhenAny(running, scene.UntilAsync(FormattableString.Invariant($"""
            ((SELECT count(*) FROM public.record WHERE key IS NOT NULL AND session IS NOT NULL) >= {EnoughGrants}
              AND (SELECT count(*) FROM public.record WHERE state = 'lost') >= {EnoughTakeovers * 2})
            """)));
        await stop.CancelAsync();
        await running;

        Recorded recorded = await Recorded.ReadAsync(hand);
        recorded.ShouldNeverRevive();
        recorded.ShouldGrow();
        int takeovers = recorded.ShouldNeverOverlap();
        takeovers.ShouldBeGreaterThanOrEqualTo(EnoughTakeovers);

        // What the nodes themselves were sure of.
        Belief[] beliefs = [.. nodes.SelectMany(node => node.Beliefs)];
        beliefs.Length.ShouldBeGreaterThan(EnoughGrants / 4);
        foreach (IGrouping<string, Belief> key in beliefs.GroupBy(belief => belief.Key))
        {
            Belief? before = null;
            foreach (Belief belief in key.OrderBy(belief => belief.From))
            {
                before?.To.ShouldBeLessThanOrEqualTo(belief.From, $"{before} and {belief}");
                before?.Token.ShouldBeLessThanOrEqualTo(belief.Token, $"{before} and {belief}");
                before = belief;
            }
        }

        (await scene.Database.Server.LogAsync()).ShouldNotContain("deadlock detected");
    }

    /// <summary>Short, but on a busy machine long enough for a few calls: else every lease would end before it is renewed.</summary>
    private static async Task<TimeSpan> LeaseAsync(Scene scene)
    {
        const int Calls = 10;
        long begun = TimeProvider.System.GetTimestamp();
        for (int call = 0; call < Calls; call++)
        {
            await scene.Store().ReadAsync(); // with a connection of its own each time
        }

        TimeSpan several = TimeProvider.System.GetElapsedTime(begun) * (4.0 / Calls);
        return several > s_shortLease ? several : s_shortLease;
    }

    /// <summary>Locks rows for a while, so that renewals and grants wait for them and commit late; and lets the line of half of the nodes suffer.</summary>
    private static async Task DisturbAsync(Scene scene, CuttingProxy proxy, TimeSpan lease, Random random, CancellationToken stop)
    {
        await using NpgsqlConnection hand = new(scene.Database.ConnectionString + ";Pooling=false");
        await hand.OpenAsync(stop);
        try
        {
            while (true)
            {
                TimeSpan pause = lease * (random.NextDouble() * 1.5);
                switch (random.Next(6))
                {
                    case 0 or 1:
                        await SitAsync(hand, $"SELECT FROM guardian.sessions WHERE name = 'n{random.Next(Nodes)}' FOR UPDATE", pause, stop);
                        break;
                    case 2:
                        await SitAsync(hand, $"SELECT FROM guardian.leases WHERE key = '{s_keys[random.Next(s_keys.Length)]}' FOR UPDATE", pause, stop);
                        break;
                    case 3:
                        await SitAsync(hand, "SELECT FROM guardian.cluster_state FOR UPDATE", pause / 4, stop);
                        break;
                    case 4:
                        // Nothing is lost, but what was sent arrives when its sender has given it up.
                        proxy.Set(random.Next(2) == 0 ? ProxyFlow.Hold : ProxyFlow.Pass, random.Next(2) == 0 ? ProxyFlow.Hold : ProxyFlow.Pass);
                        await Task.Delay(pause, TimeProvider.System, stop);
                        proxy.Pass();
                        break;
                    default:
                        proxy.Reset();
                        break;
                }

                await Task.Delay(lease * random.NextDouble(), TimeProvider.System, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            proxy.Pass();
        }
    }

    private static async Task SitAsync(NpgsqlConnection hand, string sql, TimeSpan time, CancellationToken stop)
    {
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync(stop);
        await using (NpgsqlCommand sit = new(sql, hand))
        {
            await sit.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await Task.Delay(time, TimeProvider.System, stop);
        await sitting.RollbackAsync(CancellationToken.None);
    }
}
