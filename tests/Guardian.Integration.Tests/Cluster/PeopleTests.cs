using Guardian.Integration.Tests.Play;
using Guardian.Testing.Floating;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>What people say on one node counts for all.</summary>
[Collection(UsualClusterTests.Name)]
public sealed class PeopleTests(UsualCluster usual) : ClusterTest(usual)
{
    [Fact]
    public async Task A_worker_that_a_person_has_stopped_stays_stopped_when_its_node_is_lost_until_a_person_starts_it()
    {
        ClusterNode holder = Cluster.HolderOf("one/0");
        ClusterNode other = Cluster.Nodes.First(node => node != holder);
        FloatingLife before = Cluster.Living("one/0", 0)!;

        Finished stopped = await other.Node.PbmAsync("worker", "stop", "one");

        stopped.ExitCode.ShouldBe(0, stopped.ToString());
        await Waiting.UntilAsync("the end of one", () => !Kernel.IsAlive(before.Pid), Cluster.Words);

        // Its lease, too, goes to another node; the word goes with it.
        await holder.KillAsync();
        await other.UntilShowsAsync("it held by another node", seen => seen.Floating.Any(row => row is { Worker: "one", Run: false } && row.Node is not null && row.Node != holder.Name));
        await holder.StartAsync();
        await Cluster.UntilMembersAsync("n1", "n2", "n3");
        foreach (ClusterNode node in Cluster.Nodes)
        {
            WorkerView shown = await node.WorkerAsync("one");
            shown.State.ShouldBe("stopped", TestCluster.Words(shown));
            shown.Running.ShouldBe(0);
        }

        Cluster.Lives.Last(life => life.Instance == "one/0").Pid.ShouldBe(before.Pid);

        (await other.Node.PbmAsync("worker", "start", "one")).ExitCode.ShouldBe(0);
        FloatingLife after = await Cluster.UntilAsync("one/0", 0, "runs again", life => life.Pid != before.Pid);
        after.Token.ShouldBeGreaterThan(before.Token);
    }

    [Fact]
    public async Task Every_command_reaches_the_node_that_it_is_about_and_the_audit_tells_who_said_what()
    {
        ClusterNode holder = Cluster.HolderOf("one/0");
        ClusterNode other = Cluster.Nodes.First(node => node != holder);
        FloatingLife before = Cluster.Living("one/0", 0)!;

        Finished restarted = await other.Node.PbmAsync("worker", "restart", "one");

        restarted.ExitCode.ShouldBe(0, restarted.ToString());
        FloatingLife after = await Cluster.UntilAsync("one/0", 0, "another process", life => life.Pid != before.Pid);
        (after.Node, after.Token).ShouldBe((before.Node, before.Token));

        // All nodes' workers from any node, one node's with --node.
        WorkerView[] all = (await other.Node.Api.GetAsync<WorkerView[]>("/api/v1/workers"))!;
        all.Where(worker => worker.Name == "here").Select(worker => worker.Node).ShouldBe(["n1", "n2", "n3"], ignoreOrder: true);
        Finished list = await other.Node.PbmAsync("worker", "list", "--node", holder.Name);
        list.ExitCode.ShouldBe(0, list.ToString());
        list.Output.ShouldContain("one");
        WorkerView[] shown = (await other.Node.Api.GetAsync<WorkerView[]>($"/api/v1/workers?node={holder.Name}"))!;
        shown.Single(worker => worker.Name == "one").Pids.ShouldBe([after.Pid]);

        Finished logs = await other.Node.PbmAsync("worker", "logs", "talks", "--node", holder.Name);
        logs.ExitCode.ShouldBe(0, logs.ToString());
        logs.Output.ShouldContain($"I am on {holder.Name}");

        int local = (await holder.WorkerAsync()).Pids[0];
        int own = (await other.WorkerAsync()).Pids[0];
        (await other.Node.PbmAsync("worker", "restart", "here", "--node", holder.Name)).ExitCode.ShouldBe(0);
        await Waiting.UntilAsync(
            "another process there", async () => (WorkerView?)await holder.WorkerAsync(), worker => worker.Running == 1 && worker.Pids[0] != local, seen => TestCluster.Words(seen));
        (await other.WorkerAsync()).Pids.ShouldBe([own]);

        AuditSeen[] audit = (await other.Node.Api.GetAsync<AuditSeen[]>("/api/v1/cluster/audit"))!;
        AuditSeen row = audit.First(row => row.Command == "POST /api/v1/workers/one/restart");
        (row.From, row.To, row.Status).ShouldBe((other.Name, holder.Name, 200));
        row.By.ShouldNotBeNullOrWhiteSpace();
        row.DoneAt.ShouldNotBeNull();
        Finished table = await other.Node.PbmAsync("cluster", "audit");
        table.ExitCode.ShouldBe(0, table.ToString());
        table.Output.ShouldContain("workers/one/restart");
    }

    [Fact]
    public async Task What_a_node_that_is_cut_off_is_asked_it_answers_for_itself_and_names_those_that_are_missing()
    {
        ClusterNode lonely = Cluster.Nodes[1];
        int here = (await lonely.WorkerAsync()).Pids[0];
        lonely.Proxy.Cut();
        await lonely.UntilShowsAsync("that the database is away", seen => seen.Troubles.Any(trouble => trouble.Contains("cannot be reached", StringComparison.Ordinal)));

        Finished list = await lonely.Node.PbmAsync("worker", "list");
        list.Output.ShouldContain("here", Case.Sensitive, list.ToString());
        list.Errors.ShouldContain("n1", Case.Sensitive, list.ToString());

        (await lonely.Node.PbmAsync("worker", "restart", "here", "--node", lonely.Name)).ExitCode.ShouldBe(0);
        await Waiting.UntilAsync(
            "another process", async () => (WorkerView?)await lonely.WorkerAsync(), worker => worker.Running == 1 && worker.Pids[0] != here, seen => TestCluster.Words(seen));
        Finished refused = await lonely.Node.PbmAsync("worker", "stop", "one");
        refused.ExitCode.ShouldBe(1, refused.ToString());
    }
}
