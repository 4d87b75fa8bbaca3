using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>The sages of all nodes that can be asked vote, and without a quorum only what touches one instance may be decided.</summary>
[Collection(UsualClusterTests.Name)]
public sealed class CouncilTests(UsualCluster usual) : ClusterTest(usual)
{
    private const string NoQuorum = "so only what touches one instance at most may be done";

    [Fact]
    public async Task The_sages_of_all_nodes_vote_and_the_minutes_name_the_nodes()
    {
        foreach (ClusterNode node in Cluster.Nodes)
        {
            (MeetingSeen meeting, string minutes) = await UntilAllVoteAsync(node);

            meeting.Voters.ShouldBeGreaterThan(Cluster.Nodes.Count, minutes);
            minutes.ShouldNotContain(NoQuorum);
        }
    }

    [Fact]
    public async Task A_node_that_is_lost_does_not_keep_the_others_from_deciding()
    {
        ClusterNode victim = Cluster.Nodes[2];
        await UntilAllVoteAsync(Cluster.Nodes[0]);
        await victim.KillAsync();

        // At once, when it may still be expected; and when its lease has ended.
        (MeetingSeen meeting, string minutes) = await MeetAsync(Cluster.Nodes[0]);
        meeting.Nodes.ShouldNotBeNull().ShouldStartWith("n1 and n2 voted", Case.Sensitive, minutes);
        minutes.ShouldNotContain(NoQuorum);

        await Cluster.UntilMembersAsync("n1", "n2");
        (meeting, minutes) = await MeetAsync(Cluster.Nodes[1]);
        meeting.Nodes.ShouldBe("n1 and n2 voted", minutes);
        minutes.ShouldNotContain(NoQuorum);
    }

    [Fact]
    public async Task A_node_that_is_cut_off_decides_nothing_that_reaches_farther_than_an_instance_and_the_others_decide_as_ever()
    {
        ClusterNode lonely = Cluster.Nodes[1];
        await UntilAllVoteAsync(Cluster.Nodes[0]);
        lonely.Proxy.Cut();
        await lonely.UntilShowsAsync("that the database is away", seen => seen.Troubles.Any(trouble => trouble.Contains("cannot be reached", StringComparison.Ordinal)));

        (MeetingSeen meeting, string minutes) = await MeetAsync(lonely);
        meeting.Nodes.ShouldBe("n2 voted; cut off from n1 and n3, which could not be asked", minutes);
        minutes.ShouldContain(NoQuorum);
        meeting.Plan.ShouldBeOneOf("escalate", "wait", "graceful_restart", "restart", "hard_restart", "memory_cleanup", "connection_reset");

        (meeting, minutes) = await MeetAsync(Cluster.Nodes[0]);
        meeting.Nodes.ShouldNotBeNull().ShouldStartWith("n1 and n3 voted", Case.Sensitive, minutes);
        minutes.ShouldNotContain(NoQuorum);

        lonely.Proxy.Pass();
        await Cluster.UntilMembersAsync("n1", "n2", "n3");
        await UntilAllVoteAsync(lonely);
    }

    /// <summary>Meets until everybody takes part: a node that has just joined may not hear the bus yet.</summary>
    private static Task<Met> UntilAllVoteAsync(ClusterNode node) => Waiting.UntilAsync(
        $"a meeting on {node.Name} in which all vote",
        async () => (Met?)await MeetAsync(node),
        met => met.Meeting.Nodes == "n1, n2 and n3 voted",
        met => met?.Minutes ?? "none");

    /// <summary>Lets a node's council discuss a worker of its own.</summary>
    private static async Task<Met> MeetAsync(ClusterNode node)
    {
        string[] before = [.. (await MeetingsAsync(node)).Select(meeting => meeting.Id)];
        ReplyView said = await node.Node.PostAsync("council/convene", new { worker = "here", reason = "a test wants to see who votes" });
        said.Status.ShouldBe(200, said.Text);
        MeetingSeen[] all = await Waiting.UntilAsync(
            $"another meeting on {node.Name}",
            async () => (MeetingSeen[]?)await MeetingsAsync(node),
            meetings => meetings.Any(meeting => !before.Contains(meeting.Id)),
            seen => TestCluster.Words(seen));
        MeetingSeen held = all.First(meeting => !before.Contains(meeting.Id));
        Finished minutes = await node.Node.PbmAsync("council", "minutes", held.Id, "--node", node.Name);
        minutes.ExitCode.ShouldBe(0, minutes.ToString());
        return new Met(held, minutes.Output);
    }

    private static async Task<MeetingSeen[]> MeetingsAsync(ClusterNode node) =>
        await node.Node.Api.GetAsync<MeetingSeen[]>($"/api/v1/council/meetings?node={node.Name}") ?? [];

    private sealed record Met(MeetingSeen Meeting, string Minutes);
}
