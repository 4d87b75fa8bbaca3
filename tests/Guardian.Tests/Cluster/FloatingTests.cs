using Guardian.Cluster;
using Guardian.Recovery;
using Guardian.Tests.Workers.Actors;
using Guardian.Testing.Cluster;
using Guardian.Workers;

namespace Guardian.Tests.Cluster;

public sealed class FloatingTests
{
    [Fact]
    public void A_node_alone_in_its_cluster_runs_what_floats_with_a_token()
    {
        using ClusterPlay play = new(ClusterPlay.Floating());
        PlayedNode a = play.Add("a");
        play.Pass(1);
        play.Where().ShouldBe("a");
        LaunchSpec spec = a.Alive().Single().Spec!;
        spec.Environment["GUARDIAN_FENCING_TOKEN"].ShouldBe("1");
        spec.Environment["GUARDIAN_REPLICA"].ShouldBe("0");
        spec.NotAfter.ShouldBe(TimeSpan.FromSeconds(9), "ten seconds of lease less the margin of one, from the moment the join was sent");
        a.Board.Standing.Phase.ShouldBe(ClusterPhase.Member);
        a.Harness.Status().Floating.ShouldBe(new FloatingStatus(0, 1, "this node runs it"));
    }

    [Fact]
    public void Of_three_nodes_one_runs_it_and_the_others_say_which()
    {
        using ClusterPlay play = Three();
        string runs = play.Where();
        string other = play.Nodes.First(node => node.Name != runs).Name;
        WorkerStatus status = play[other].Harness.Status();
        status.State.ShouldBe(WorkerState.Stopped);
        status.Reasons.ShouldBe([$"{runs} runs it"]);
        status.Desired.ShouldBe(0);
    }

    [Fact]
    public void E4_what_ran_on_a_dead_node_runs_elsewhere_when_its_lease_is_over()
    {
        using ClusterPlay play = Three();
        PlayedNode dead = play[play.Where()];
        dead.Die();
        play.Where().ShouldBe("");
        double took = play.Until(() => play.Where() is { Length: > 0 }, "nobody took it over");
        took.ShouldBeInRange(5, 11, "the lease, and what was left of it when it died");
        play.Where().ShouldNotBe(dead.Name);
    }

    [Fact]
    public void A_node_that_is_cut_off_stops_what_floats_before_anybody_else_starts_it()
    {
        using ClusterPlay play = Three();
        PlayedNode cut = play[play.Where()];
        cut.Line.Line = StoreLine.Away;
        play.Pass(3);
        play.Where().ShouldBe(cut.Name, "a renewal or two may fail");
        play.Until(() => cut.Alive().Count == 0, "it did not stop by itself").ShouldBeLessThan(4);
        cut.Harness.Os.Did.ShouldContain("SIGTERM w/0", "there was time to ask");
        cut.Board.Standing.Phase.ShouldBe(ClusterPhase.CutOff);
        play.Until(() => play.Where() is { Length: > 0 }, "nobody took it over").ShouldBeLessThan(5);
        play.Where().ShouldNotBe(cut.Name);
    }

    [Fact]
    public void A_worker_that_does_not_stop_in_time_is_killed_by_the_guard_before_the_lease_is_over()
    {
        using ClusterPlay play = Three();
        PlayedNode cut = play[play.Where()];
        cut.Harness.Os.Obeys = _ => false;
        cut.Line.Line = StoreLine.Silent;
        play.Until(() => play.Where() is { Length: > 0 } now && now != cut.Name, "nobody took it over").ShouldBeLessThan(11);
        cut.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void A_lease_that_can_be_renewed_again_before_its_end_brings_the_worker_back_to_the_same_node_with_the_same_token()
    {
        using ClusterPlay play = Three();
        PlayedNode cut = play[play.Where()];
        string token = cut.Alive().Single().Spec!.Environment["GUARDIAN_FENCING_TOKEN"];
        cut.Line.Line = StoreLine.Away;
        play.Until(() => cut.Alive().Count == 0, "it did not stop by itself");
        cut.Line.Line = StoreLine.Up;
        play.Pass(1);
        play.Where().ShouldBe(cut.Name);
        cut.Alive().Single().Spec!.Environment["GUARDIAN_FENCING_TOKEN"].ShouldBe(token);
    }

    [Fact]
    public void A_node_that_was_lost_comes_back_and_takes_nothing_that_runs_elsewhere()
    {
        using ClusterPlay play = Three("guardian.cluster.rebalance.enabled = no");
        PlayedNode cut = play[play.Where()];
        cut.Line.Line = StoreLine.Away;
        play.Pass(30);
        string now = play.Where();
        now.ShouldNotBe(cut.Name);
        cut.Line.Line = StoreLine.Up;
        play.Pass(10);
        cut.Board.Standing.Phase.ShouldBe(ClusterPhase.Member);
        play.Where().ShouldBe(now);
    }

    [Fact]
    public void A_crash_is_restarted_at_once_without_asking_anybody()
    {
        using ClusterPlay play = Three();
        PlayedNode node = play[play.Where()];
        node.Line.Line = StoreLine.Away;
        node.Harness.Crash();
        node.Alive().Count.ShouldBe(1);
    }

    [Fact]
    public void Nothing_is_started_after_the_lease_even_if_nobody_has_noticed_yet()
    {
        using ClusterPlay play = Three();
        PlayedNode frozen = play[play.Where()];
        frozen.Line.Line = StoreLine.Silent;

        // The node does not come to its turn for longer than its lease, as when it was stopped; its guard does.
        play.Clock.Advance(TimeSpan.FromSeconds(12));
        frozen.Enforce();
        frozen.Harness.Settle();
        frozen.Alive().ShouldBeEmpty("the reflex saw it end and must not start it");
    }

    [Fact]
    public void Without_a_guard_nothing_that_floats_is_started()
    {
        using ClusterPlay play = new(ClusterPlay.Floating());
        PlayedNode a = play.Add("a");
        PlayedNode b = play.Add("b");
        string first = play.Where();
        play[first].Guard.IsUp = false;
        play[first].Harness.Crash();
        play.Pass(2);
        play.Where().ShouldBe("", "its guard is down");
        a.Guard.IsUp = b.Guard.IsUp = true;
        play.Pass(1);
        play.Where().ShouldBe(first);
    }

    [Fact]
    public void A_node_whose_guard_is_down_leaves_free_workers_to_others()
    {
        using ClusterPlay play = new(ClusterPlay.Floating(placement: ", prefer = [a]"));
        PlayedNode a = new(play, "a", ClusterPlay.Config(ClusterPlay.Floating(placement: ", prefer = [a]")));
        a.Guard.IsUp = false;
        using (a.Harness)
        {
            a.Harness.Settle();
            play.Add("b");
            play.Pass(3);
            play.Where().ShouldBe("b");
        }
    }

    [Fact]
    public void Draining_hands_over_and_the_new_one_starts_only_after_the_old_one_has_stopped()
    {
        using ClusterPlay play = Three();
        PlayedNode drained = play[play.Where()];
        drained.Harness.Os.Obeys = _ => false;
        Harness.Wait(play.Store.DrainAsync(drained.Name, true, CancellationToken.None));
        play.Pass(5);
        play.Where().ShouldBe(drained.Name, "it has ten seconds to stop");
        play.Pass(6);
        play.Where().ShouldNotBe(drained.Name);
        play.Where().ShouldNotBe("");

        Harness.Wait(play.Store.DrainAsync(drained.Name, false, CancellationToken.None));
        play.Pass(5);
        play.Where().ShouldNotBe(drained.Name, "it moves back gently or not at all");
    }

    [Fact]
    public void A_node_that_leaves_hands_over_and_is_not_expected_any_more()
    {
        using ClusterPlay play = Three();
        PlayedNode leaves = play[play.Where()];
        Task<ClusterProtocol.Gone> gone = leaves.Actor.Ask<ClusterProtocol.Gone>(ClusterProtocol.Leave.Instance);
        play.Pass(2);
        Harness.Wait(gone);
        play.Where().ShouldNotBe(leaves.Name);
        play.Where().ShouldNotBe("");
        play.Nodes.First(node => node != leaves).Board.Standing.View.Find(leaves.Name)!.State.ShouldBe(MemberState.Left);
        play.Pass(60);
        leaves.Board.Standing.Phase.ShouldBe(ClusterPhase.Left);
    }

    [Fact]
    public void A_persons_word_counts_wherever_the_worker_runs_and_after_it_has_moved()
    {
        using ClusterPlay play = Three();
        play.Intend(false, null);
        play.Pass(1);
        play.Where().ShouldBe("");
        PlayedNode holder = play.Nodes.Single(node => node.Board.Standing.Held.ContainsKey("w"));
        holder.Die();
        play.Pass(15);
        play.Where().ShouldBe("", "stopped is stopped");
        play.MostAlive = 2;
        play.Intend(true, 2);
        play.Pass(1);
        play.Where().Split(' ').Length.ShouldBe(2);
    }

    [Fact]
    public void A_replica_that_was_granted_to_a_node_which_never_heard_of_it_and_runs_another_one_goes_to_somebody_else()
    {
        using ClusterPlay play = new(ClusterPlay.Floating(placement: ", replicas = 2"));
        play.MostAlive = 2;
        play.Add("a");
        play.Pass(2);
        LeaseView held = play.Store.View.Leases.Single();
        string other = LeaseKeys.Worker("w", held.Key == LeaseKeys.Worker("w", 0) ? 1 : 0);
        Task<LeaseGrant?> granted = play.Store.AcquireAsync(held.Session!.Value, other, CancellationToken.None);
        granted.IsCompletedSuccessfully.ShouldBeTrue("calls to the store in memory are carried out at once");

        play.Add("b");

        play.Until(() => play.Where() == "a b", "nobody runs the other one").ShouldBeLessThan(10);
        play.Store.View.Leases.Single(lease => lease.Key == held.Key).Token.ShouldBe(held.Token);
    }

    [Fact]
    public void Replicas_spread_over_nodes_and_a_third_node_steps_in()
    {
        using ClusterPlay play = new(ClusterPlay.Floating(placement: ", replicas = 2"));
        play.MostAlive = 2;
        play.Add("a");
        play.Add("b");
        play.Add("c");
        play.Pass(2);
        string[] where = play.Where().Split(' ');
        where.Distinct().Count().ShouldBe(2);
        play[where[0]].Die();
        play.Pass(15);
        string[] then = play.Where().Split(' ');
        then.Distinct().Count().ShouldBe(2);
        then.ShouldContain(where[1]);
        then.ShouldNotContain(where[0]);
    }

    [Fact]
    public void A_preferred_node_gets_its_worker_back_when_the_cluster_has_been_calm()
    {
        using ClusterPlay play = new(ClusterPlay.Floating(placement: ", prefer = [b, c]"));
        play.Add("a");
        play.Pass(1);
        play.Where().ShouldBe("a");
        play.Add("b");
        play.Pass(30);
        play.Where().ShouldBe("a", "gently: not before a minute of calm");
        play.Pass(40);
        play.Where().ShouldBe("b");
        play.Add("c");
        play["b"].Die();
        play.Pass(15);
        play.Where().ShouldBe("c", "the backup");
    }

    [Fact]
    public void Workers_are_dealt_out_evenly()
    {
        string workers = string.Concat(Enumerable.Range(0, 9).Select(number => ClusterPlay.Floating($"w{number}")));
        using ClusterPlay play = new(workers);
        play.Add("a");
        play.Add("b");
        play.Add("c");
        play.Pass(150);
        play.Pass(60);
        foreach (PlayedNode node in play.Nodes)
        {
            node.Harness.Os.AliveAll().Count.ShouldBe(3, node.Name);
        }
    }

    [Fact]
    public void A_worker_moves_away_for_a_trouble_and_does_not_come_back_soon()
    {
        using ClusterPlay play = new(ClusterPlay.Floating(placement: ", prefer = [a]"));
        play.Add("a");
        play.Add("b");
        play.Pass(1);
        play.Where().ShouldBe("a");
        Task<ControlResult> moved = play["a"].Actor.Ask<ControlResult>(new ClusterProtocol.Relocate("w", "incident i-1"));
        play.Pass(2);
        Harness.Wait(moved).Done.ShouldBeTrue();
        play.Where().ShouldBe("b");
        Harness.Wait(play["a"].Actor.Ask<ControlResult>(new ClusterProtocol.Relocate("w", "again"))).Detail.ShouldContain("does not run on this node");
    }

    [Fact]
    public void A_worker_whose_definition_is_gone_is_handed_over_and_a_node_without_it_never_takes_it()
    {
        using ClusterPlay play = Three();
        PlayedNode node = play[play.Where()];
        node.Reload(ClusterPlay.Config(ClusterPlay.Floating("other")));
        play.Pass(5);
        play.Where().ShouldNotBe(node.Name);
        play.Where().ShouldNotBe("");
    }

    [Fact]
    public void A_restarted_node_ends_what_its_predecessor_left_before_it_joins_again()
    {
        using ClusterPlay play = new(ClusterPlay.Floating());
        PlayedNode a = play.Add("a");
        play.Pass(1);
        int pid = a.Alive().Single().Identity.Pid;
        a.Harness.Flush();
        Harness before = a.Harness;
        before.Kill(); // and the guard has not come to it
        a.Start(before);
        play.Settle();
        play.Pass(1);
        a.Alive().Single().Identity.Pid.ShouldNotBe(pid);
        a.Alive().Single().Spec!.Environment["GUARDIAN_FENCING_TOKEN"].ShouldBe("2");
    }

    [Fact]
    public void The_name_of_a_live_node_is_refused_to_another()
    {
        using ClusterPlay play = Three();
        PlayedNode twin = new(play, "a", ClusterPlay.Config(ClusterPlay.Floating()));
        using (twin.Harness)
        {
            twin.Harness.Settle();
            twin.Board.Standing.Phase.ShouldBe(ClusterPhase.Joining);
            twin.Board.Standing.Problem.ShouldNotBeNull().ShouldContain("a");
            twin.Alive().ShouldBeEmpty();
        }
    }

    private static ClusterPlay Three(string more = "")
    {
        ClusterPlay play = new(ClusterPlay.Floating(), more);
        play.Add("a");
        play.Add("b");
        play.Add("c");
        play.Pass(2);
        play.Where().ShouldNotBe("");
        return play;
    }
}
