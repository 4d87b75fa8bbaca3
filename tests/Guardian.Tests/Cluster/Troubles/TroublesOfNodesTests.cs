using Guardian.Cluster;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Recovery;
using Guardian.Tests.Incidents;

namespace Guardian.Tests.Cluster.Troubles;

/// <summary>One trouble of several nodes: who tries first, who waits, who follows.</summary>
public sealed class TroublesOfNodesTests
{
    private const string Free = "guardian.recovery.brake { worker = 100%, all = 100% }\n";

    [Fact]
    public void The_same_trouble_on_three_nodes_is_tried_on_one_of_them_and_the_others_follow_its_cure_without_a_vote()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3");
        TaskCompletionSource first = Gate(cluster["n1"]);
        cluster.Fault("n1");
        Incident second = cluster.Fault("n2", kind: FaultKind.ErrorBurst); // two are not yet many
        second.Phase.ShouldNotBe(IncidentPhase.EvidenceTaken);
        Incident third = cluster.Fault("n3");

        third.Phase.ShouldBe(IncidentPhase.EvidenceTaken);
        third.Lead.ShouldBe("i-20260101-n1-0001");
        third.Note.ShouldBe("the same trouble as i-20260101-n1-0001 on node n1, which is tried first");
        cluster["n3"].Workers.Did.ShouldBeEmpty();
        first.Release();
        cluster.Settle();
        cluster["n3"].Workers.Did.ShouldBeEmpty("a process that has just come up proves nothing");
        cluster["n3"].Likes = ["hard_restart"];
        cluster.Pass(3);

        Incident followed = cluster["n3"].Board.Find(third.Id)!;
        followed.Decision!.Outcome.ShouldBe(DecisionOutcome.CommonCause);
        followed.Decision.Plan.ShouldBe("restart");
        followed.Decision.Reason.ShouldMatch("it cured the same trouble in i-20260101-n[12]-0001");
        cluster["n3"].Proposals.ShouldBeEmpty("who follows needs no vote");
        cluster.Pass(12);
        cluster.All.ShouldAllBe(play => play.Board.Open.IsEmpty);
        cluster.Chair.ShouldBeNull();
    }

    [Fact]
    public void Without_anybody_trying_yet_the_chair_decides_who_does()
    {
        using ClusterPlay cluster = new(Free + "guardian.recovery.parallel = 1\n" + IncidentPlay.Worker("a") + IncidentPlay.Worker("w"), "n1", "n2", "n3");
        TaskCompletionSource[] gates = [.. cluster.All.Select(Busy)]; // every node is busy with another trouble, so all three wait for their turns
        foreach (string node in (string[])["n1", "n2", "n3"])
        {
            cluster.Fault(node);
        }

        cluster.All.ShouldAllBe(play => play.Board.Open.Any(incident => incident.Worker == "w" && incident.Phase == IncidentPhase.EvidenceTaken));
        string chair = cluster.Chair.ShouldNotBeNull();
        foreach (TaskCompletionSource gate in gates)
        {
            gate.Release();
        }

        TaskCompletionSource canary = Gate(cluster[chair]);
        cluster.Pass(1);
        string[] others = [.. new[] { "n1", "n2", "n3" }.Where(node => node != chair)];
        others.ShouldAllBe(node => !cluster[node].Workers.Did.Any(what => what.StartsWith("replace w", StringComparison.Ordinal)));
        cluster[chair].Proposals.Single(proposal => proposal.Case.Worker == "w").Case.AlsoHit.Order().ShouldBe(others.Select(node => $"w@{node}"));
        canary.Release();
        cluster.Pass(15);

        others.ShouldAllBe(node => cluster[node].Board.All.Single(incident => incident.Worker == "w").Decision!.Outcome == DecisionOutcome.CommonCause);
        cluster.Chair.ShouldBeNull();
        cluster.Leases.Taken.Count.ShouldBe(1);

        TaskCompletionSource Busy(IncidentPlay play)
        {
            TaskCompletionSource gate = new();
            play.Workers.Before = what => what.StartsWith("replace a", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
            play.Signature = input => input.Kind == FaultKind.ErrorBurst ? "of " + play.Line!.Node : "refused";
            play.Fault("a/0", FaultKind.ErrorBurst);
            return gate;
        }
    }

    [Fact]
    public void When_it_cannot_be_cured_where_it_is_tried_a_person_is_asked_for_all_and_nothing_is_done_to_the_others()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3");
        TaskCompletionSource gate = Gate(cluster["n1"]);
        TaskCompletionSource other = Gate(cluster["n2"]);
        foreach (IncidentPlay play in cluster.All)
        {
            play.Likes = ["restart"];
            play.Workers.Outcome = what => what.StartsWith("replace", StringComparison.Ordinal) ? new ControlResult(false, "no use") : null;
        }

        cluster.Fault("n1");
        cluster.Fault("n2");
        Incident third = cluster.Fault("n3");
        gate.Release();
        cluster.Settle();
        cluster["n3"].Board.Find(third.Id)!.Phase.ShouldBe(IncidentPhase.EvidenceTaken, "it is still tried on n2");
        other.Release();
        cluster.Pass(1);

        Incident asked = cluster["n3"].Board.Find(third.Id)!;
        asked.Phase.ShouldBe(IncidentPhase.Escalated);
        asked.Note.ShouldMatch("the same trouble as i-20260101-n[12]-0001, which could not be cured");
        cluster["n3"].Workers.Did.ShouldBeEmpty();
    }

    [Fact]
    public void When_the_node_that_tries_dies_another_one_takes_the_chair()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3", "n4");
        Gate(cluster["n1"]);
        Gate(cluster["n2"]);
        cluster.Fault("n1");
        cluster.Fault("n2");
        Incident third = cluster.Fault("n3");
        Incident fourth = cluster.Fault("n4");
        third.Lead.ShouldNotBeNull();
        fourth.Lead.ShouldNotBeNull();

        cluster.Kill("n1");
        cluster.Kill("n2");
        cluster.Pass(5);
        cluster["n3"].Workers.Did.ShouldBeEmpty("their leases run");
        cluster.Bury("n1");
        cluster.Bury("n2");
        cluster.Pass(15);

        // Two nodes are left with it: too few for one trouble, so each goes its way; or one led the other. Nobody waits for the dead.
        foreach (string node in (string[])["n3", "n4"])
        {
            cluster[node].Board.Open.ShouldBeEmpty(node);
            cluster[node].Workers.Did.ShouldContain("replace w/0 Soft", node);
        }
    }

    [Fact]
    public void A_node_that_holds_the_chair_and_dies_is_followed_by_the_next_one()
    {
        using ClusterPlay cluster = new(Free + "guardian.recovery.common-cause.workers = 2\n", "n1", "n2", "n3");
        cluster.Leases.Try("n9", LeaseKeys.Chair("s-refused")).ShouldBeTrue(); // of a node that died before it could say anything
        Gate(cluster["n1"]);
        cluster.Fault("n1"); // it acts: nobody else is known to have it
        Incident second = cluster.Fault("n2");
        second.Lead.ShouldBe("i-20260101-n1-0001");
        cluster.Kill("n1");
        cluster.Bury("n1");
        Incident third = cluster.Fault("n3");
        cluster.Pass(1);
        cluster["n2"].Workers.Did.ShouldBeEmpty("the chair is taken");
        cluster["n3"].Board.Find(third.Id)!.Phase.ShouldBe(IncidentPhase.EvidenceTaken);

        cluster.Bury("n9");
        cluster.Pass(20);

        cluster.Leases.Taken.Count.ShouldBe(2);
        cluster["n2"].Board.Open.ShouldBeEmpty();
        cluster["n3"].Board.Open.ShouldBeEmpty();
        cluster["n2"].Proposals.Concat(cluster["n3"].Proposals).Count().ShouldBe(1, "one tries and one follows");
        cluster.Chair.ShouldBeNull();
    }

    [Fact]
    public void Cut_off_from_the_store_each_node_goes_on_by_itself_and_tells_how_it_went_later()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3");
        Gate(cluster["n1"]);
        Gate(cluster["n2"]);
        cluster.Fault("n1");
        cluster.Fault("n2");
        cluster.Cut("n3");
        Incident third = cluster.Fault("n3");

        third.Phase.ShouldBe(IncidentPhase.Settling);
        third.Lead.ShouldBeNull();
        cluster.Bus.Journal.Events.Where(told => Text(told).Contains("\"node\":\"n3\"", StringComparison.Ordinal)).ShouldBeEmpty();
        cluster.Pass(3);
        cluster.Cut("n3", off: false);
        cluster.Pass(6);

        cluster["n1"].Troubles.All.Single(other => other.Trouble.Node == "n3").Trouble.Phase.ToString().ShouldBe("Cured");

        static string Text(Guardian.Journal.JournalEvent told) => System.Text.Encoding.UTF8.GetString(told.Json.Span);
    }

    [Fact]
    public void A_node_that_waits_and_is_cut_off_waits_no_longer()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3");
        Gate(cluster["n1"]);
        Gate(cluster["n2"]);
        cluster.Fault("n1");
        cluster.Fault("n2");
        Incident third = cluster.Fault("n3");
        third.Lead.ShouldNotBeNull();

        cluster.Cut("n3");
        cluster.Pass(10);

        cluster["n3"].Workers.Did.ShouldContain("replace w/0 Soft");
    }

    [Fact]
    public void The_kind_of_fault_alone_is_no_sign_of_one_trouble()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3");
        foreach (IncidentPlay play in cluster.All)
        {
            play.WordsOf = input => input.Kind.ToString();
            Gate(play);
        }

        foreach (string node in (string[])["n1", "n2", "n3"])
        {
            cluster.Fault(node).Phase.ShouldBe(IncidentPhase.StateCaptured + 1);
        }

        cluster.Bus.Journal.Events.ShouldBeEmpty();
    }

    [Fact]
    public void Troubles_that_came_up_long_before_are_others()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3");
        Gate(cluster["n1"]);
        Gate(cluster["n2"]);
        cluster.Fault("n1");
        cluster.Fault("n2");
        cluster.Pass(19); // both actions are given up at 20 s

        cluster.Clock.JumpWallClock(TimeSpan.FromSeconds(61));
        cluster.Fault("n3").Phase.ShouldBe(IncidentPhase.Settling);
    }

    [Fact]
    public void A_node_that_joins_is_told_of_what_is_being_tried()
    {
        using ClusterPlay cluster = new(Free, "n1", "n2", "n3", "n4");
        cluster.Bury("n4");
        cluster.Cut("n4");
        Gate(cluster["n1"]);
        Gate(cluster["n2"]);
        cluster.Fault("n1");
        cluster.Fault("n2");
        cluster.Pass(6);
        int told = cluster.Bus.Journal.Events.Count;

        cluster.Join("n4");
        cluster.Pass(6);

        cluster.Bus.Journal.Events.Count.ShouldBe(told + 2);
        cluster["n4"].Troubles.All.Select(other => (other.Trouble.Node, other.Trouble.Phase.ToString())).ShouldBe([("n1", "Acting"), ("n2", "Acting")]);
        cluster.Fault("n4").Lead.ShouldNotBeNull();
    }

    [Fact]
    public void Ids_of_incidents_tell_the_node()
    {
        using ClusterPlay cluster = new(Free, "n1", "n1-2");

        cluster.Fault("n1").Id.ShouldBe("i-20260101-n1-0001");
        cluster.Fault("n1-2").Id.ShouldBe("i-20260101-n1-2-0001");
        cluster.Pass(15);
        cluster.Fault("n1").Id.ShouldBe("i-20260101-n1-0002");
        cluster["n1"].Board.All[0].Id.ShouldBe("i-20260101-n1-0002");
    }

    private static TaskCompletionSource Gate(IncidentPlay play)
    {
        TaskCompletionSource gate = new();
        play.Workers.Before = what => what.StartsWith("replace", StringComparison.Ordinal) ? gate.Task : Task.CompletedTask;
        return gate;
    }
}
