using System.Globalization;
using Guardian.Integration.Tests.Cluster;
using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Benchmarks.Cluster;

/// <summary>
/// How long a floating worker is away when its node is killed, beside the lease that has to end first; how long the council of three nodes takes, beside a
/// bare commit; and what three nodes at rest ask of their database.
/// </summary>
internal static class FailoverBenchmarks
{
    private const int Runs = 5;
    private const int Meetings = 100;
    private static readonly int[] s_leases = [2, 5, 10];
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_watch = TimeSpan.FromSeconds(60);

    /// <summary>Runs it; six minutes.</summary>
    /// <param name="output">Where the figures go.</param>
    public static async Task RunAsync(TextWriter output)
    {
        foreach (int lease in s_leases) { await FailoverAsync(output, lease).ConfigureAwait(false); }
        await CouncilAsync(output).ConfigureAwait(false);
        await RestAsync(output).ConfigureAwait(false);
    }

    private static async Task FailoverAsync(TextWriter output, int lease)
    {
        TestCluster cluster = await TestCluster.StartAsync(Plan(lease)).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            List<double> away = [];
            List<double> starts = [];
            for (int run = 0; run < Runs; run++)
            {
                ClusterNode victim = cluster.HolderOf("one/0");
                FloatingLife before = cluster.Living("one/0", 0)!;
                double killed = MachineStalls.Now;
                await victim.KillAsync().ConfigureAwait(false);
                FloatingLife after = await cluster.UntilMovedAsync(before).ConfigureAwait(false);
                away.Add(after.Begun - killed);
                starts.Add(after.Start);
                await cluster.WholeAsync().ConfigureAwait(false);
            }

            cluster.Check();
            away.Sort();
            starts.Sort();
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"kill -9 of a node to its worker's first word elsewhere: lease {lease,2} s: median {away[Runs / 2]:0.00} s, most {away[^1]:0.00} s ({Runs} times; start of the process itself {starts[Runs / 2] * 1000:0} ms)")).ConfigureAwait(false);
        }
    }

    private static async Task CouncilAsync(TextWriter output)
    {
        TestCluster cluster = await TestCluster.StartAsync(Plan(10) with { OwnServer = true }).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            ClusterNode node = cluster.Nodes[0];
            await Task.Delay(s_settle, TimeProvider.System).ConfigureAwait(false);
            MeetingSeen[] held = [];
            for (int meeting = 0; meeting < Meetings; meeting++)
            {
                int already = held.Length;
                await node.Node.PostAsync("council/convene", new { worker = "here" }).ConfigureAwait(false);
                held = await Waiting.UntilAsync(
                    "the meeting",
                    () => node.Node.Api.GetAsync<MeetingSeen[]>($"/api/v1/council/meetings?limit={Meetings}&node={node.Name}"),
                    seen => seen.Length > already,
                    seen => $"{seen?.Length} meetings").ConfigureAwait(false);
            }

            double[] commits = new double[Meetings];
            for (int commit = 0; commit < Meetings; commit++)
            {
                double begun = MachineStalls.Now;
                await cluster.Server.QueryAsync("SELECT pg_notify('bare', '')").ConfigureAwait(false);
                commits[commit] = (MachineStalls.Now - begun) * 1000;
            }

            double[] all = [.. held.Where(meeting => meeting.Nodes == "n1, n2 and n3 voted").Select(meeting => meeting.Milliseconds).Order()];
            Array.Sort(commits);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"council of three nodes over PostgreSQL: median {all[all.Length / 2]:0.0} ms, p99 {all[(int)(all.Length * 0.99) - 1]:0.0} ms, most {all[^1]:0.0} ms ({all.Length} of {held.Length} meetings with all votes); a bare notify with connecting: median {commits[Meetings / 2]:0.0} ms")).ConfigureAwait(false);
        }
    }

    private static async Task RestAsync(TextWriter output)
    {
        TestCluster cluster = await TestCluster.StartAsync(Plan(10) with { OwnServer = true }).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            await Task.Delay(s_settle, TimeProvider.System).ConfigureAwait(false);
            long before = await TransactionsAsync(cluster).ConfigureAwait(false);
            double from = MachineStalls.Now;
            await Task.Delay(s_watch, TimeProvider.System).ConfigureAwait(false);
            long after = await TransactionsAsync(cluster).ConfigureAwait(false);
            double each = (after - before) / (MachineStalls.Now - from) / cluster.Nodes.Count;
            long connections = await ConnectionsAsync(cluster).ConfigureAwait(false);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"three nodes at rest, lease 10 s: {each:0.00} transactions/s for each node on PostgreSQL, {connections} connections in all")).ConfigureAwait(false);
        }
    }

    private static ClusterPlan Plan(int lease) => new()
    {
        Lease = TimeSpan.FromSeconds(lease),
        Workers = node => node.Floating("one") + "\nhere { command = [\"sleep\", \"100000\"] }",
        Seats = [("one/0", 0)],
        More = "guardian.cluster { poll = 5s, rebalance.enabled = no }\nguardian.interval = 5s",
    };

    private static async Task<long> TransactionsAsync(TestCluster cluster) => Convert.ToInt64(
        await cluster.Server.QueryAsync($"SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '{cluster.Database.Name}'").ConfigureAwait(false), CultureInfo.InvariantCulture);

    private static async Task<long> ConnectionsAsync(TestCluster cluster) => Convert.ToInt64(
        await cluster.Server.QueryAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{cluster.Database.Name}'").ConfigureAwait(false), CultureInfo.InvariantCulture);
}
