using System.Globalization;
using Guardian.Chaos.Report;
using Guardian.Integration.Tests.Cluster;
using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Chaos.Cluster;

/// <summary>Starts all nodes of a cluster at once, again and again: without tables, with the leases of killed predecessors, and after an orderly end.</summary>
internal static class ClusterStarts
{
    /// <summary>Runs it.</summary>
    /// <param name="options">How often.</param>
    /// <param name="say">Takes the lines of its report.</param>
    /// <param name="stop">Ends it; the nodes and their workers end with it.</param>
    /// <returns>Whether nothing was violated.</returns>
    public static async Task<bool> RunAsync(CampaignOptions options, Action<string> say, CancellationToken stop)
    {
        Random random = new(options.Seed);
        say($"seed {options.Seed}");
        await using TestCluster cluster = await TestCluster.MakeAsync(new ClusterPlan());
        List<double> whole = [];
        for (int round = 1; round <= options.Starts; round++)
        {
            stop.ThrowIfCancellationRequested();
            if (random.Next(4) == 0) { await cluster.Database.ExecuteAsync("DROP SCHEMA IF EXISTS guardian CASCADE"); }
            double begun = MachineStalls.Now;
            foreach (ClusterNode node in cluster.Nodes) { node.Launch(); }
            await cluster.UntilMembersAsync("n1", "n2", "n3");
            await cluster.UntilRunsAsync([.. cluster.Plan.Seats]);
            whole.Add(MachineStalls.Now - begun);
            bool killed = random.Next(2) == 0;
            await Task.WhenAll(cluster.Nodes.Select(node => killed ? node.KillAsync() : node.Node.StopAsync()));
            say(string.Create(CultureInfo.InvariantCulture, $"round {round}: whole after {whole[^1]:0.00} s, then {(killed ? "killed" : "stopped")}"));
        }

        IReadOnlyList<string> violations = FloatingCheck.Violations(cluster.Lives);
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{options.Starts} starts of all nodes at once, {cluster.Lives.Count} processes of floating workers; whole after median {Figures.Quantile(whole, 0.5):0.00} s, most {Figures.Quantile(whole, 1):0.00} s\nviolations: {violations.Count}"));
        foreach (string violation in violations) { say("  " + violation); }
        return violations.Count == 0;
    }
}
