using System.Collections.Immutable;
using Guardian.Cluster;
using Guardian.Cluster.Council;
using Guardian.Council;
using Guardian.Recovery;
using Guardian.Tests.Council;

namespace Guardian.Tests.Cluster.Council;

/// <summary>Who votes, and that a cluster that is split has at most one side that decides more than what is small.</summary>
public sealed class ElectorateRuleTests
{
    private static readonly Proposal s_proposal = Meeting.Of(
        Meeting.Wait,
        Meeting.Restart,
        Meeting.GracefulAll,
        Meeting.PlanOf("relocate", ActionScope.Worker, 0.45, 0.3, destroys: true),
        Meeting.PlanOf("drain_node", ActionScope.Cluster, 0.8, 1, destroys: true),
        Meeting.StopAll,
        Meeting.Escalate);

    [Fact]
    public void Live_members_vote_and_a_node_that_is_cut_off_goes_on_with_the_last_number_it_knew()
    {
        Rule(["n2", "n1", "n3"], reachable: true).ShouldBeAs(["n1", "n2", "n3"], 3, cutOff: false);
        Rule(["n1"], reachable: true).ShouldBeAs(["n1"], 1, cutOff: false);
        Rule(["n1", "n2", "n3"], reachable: false).ShouldBeAs(["n1", "n2", "n3"], 3, cutOff: true);
        Rule(["n1"], reachable: false).ShouldBeAs(["n1"], 2, cutOff: true); // another may have joined meanwhile
        Rule([], reachable: false).ShouldBeAs(["n1"], 2, cutOff: true); // it never reached the others
        Rule(["n2", "n3"], reachable: true).ShouldBeAs(["n1", "n2", "n3"], 3, cutOff: true); // its own lease has ended
    }

    /// <summary>
    /// Every way to cut nodes off, each of them still expected or no longer, whoever of the others a node that is cut off had heard of, and
    /// whoever of those that reach each other fails to vote in time.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void At_most_one_side_of_a_split_has_a_quorum_and_every_other_decides_only_what_is_small(int size)
    {
        string[] nodes = [.. Enumerable.Range(1, size).Select(number => $"n{number}")];
        int splits = 0;
        int decided = 0;
        foreach (int reaching in Sets(size))
        {
            foreach (int ended in Sets(size).Where(ended => (ended & reaching) == 0))
            {
                splits++;
                string[] side = In(reaching, nodes);
                if (side.Length > 0)
                {
                    string[] live = In(~ended, nodes);
                    Electorate electorate = ElectorateRule.Of(new ClusterMembersView([.. live], Reachable: true), side[0]);
                    foreach (string[] voters in Sets(side.Length).Select(voting => In(voting, side)).Where(voters => voters.Length > 0))
                    {
                        bool quorum = HasQuorum(electorate, voters);
                        quorum.ShouldBe(voters.Length > live.Length / 2.0, $"{string.Join(' ', voters)} of {string.Join(' ', live)}");
                        decided += quorum ? 1 : 0;
                    }
                }

                // So the only side that may have a quorum is the one that reaches the store.
                foreach (string alone in nodes.Except(side))
                {
                    foreach (int known in Sets(size))
                    {
                        Electorate electorate = ElectorateRule.Of(new ClusterMembersView([.. In(known, nodes)], Reachable: false), alone);
                        HasQuorum(electorate, alone).ShouldBeFalse($"{alone} knew {string.Join(' ', In(known, nodes))}");
                    }
                }
            }
        }

        splits.ShouldBe((int)Math.Pow(3, size));
        decided.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_lost_node_is_not_waited_for_in_the_quorum_once_its_lease_has_ended()
    {
        HasQuorum(Rule(["n1", "n2"], reachable: true), "n1").ShouldBeFalse("n2 is expected until its lease has ended");
        HasQuorum(Rule(["n1"], reachable: true), "n1").ShouldBeTrue();
    }

    /// <summary>Whether the sages of some nodes, all for what is widest, may decide it; if not, they may decide only what touches one instance.</summary>
    private static bool HasQuorum(Electorate electorate, params string[] voters)
    {
        Ballot[] wide = [.. voters.SelectMany(node => Meeting.AllVote("restart 0.6, graceful_restart 0.9, relocate 0.9, drain_node 1, stop_all 0.9", node))];
        Decision decision = Meeting.Decide(s_proposal, wide, electorate.Expected);
        Plan chosen = s_proposal.Plans.Single(plan => plan.Id == decision.Plan);
        if (decision.Outcome == DecisionOutcome.Voted)
        {
            decision.Plan.ShouldBe("drain_node");
            return true;
        }

        decision.Outcome.ShouldBe(DecisionOutcome.SmallestOnly);
        (chosen.Scope <= ActionScope.Instance).ShouldBeTrue();
        decision.Plan.ShouldBe("restart");
        return false;
    }

    private static Electorate Rule(ImmutableArray<string> live, bool reachable) => ElectorateRule.Of(new ClusterMembersView(live, reachable), "n1");

    private static IEnumerable<int> Sets(int size) => Enumerable.Range(0, 1 << size);

    private static string[] In(int set, string[] nodes) => [.. nodes.Where((_, at) => (set & (1 << at)) != 0)];
}

file static class Expectations
{
    public static void ShouldBeAs(this Electorate electorate, string[] nodes, int expected, bool cutOff)
    {
        electorate.Nodes.ShouldBe(nodes);
        (electorate.Expected, electorate.CutOff).ShouldBe((expected, cutOff));
    }
}
