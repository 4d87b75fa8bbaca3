using Guardian.Cluster;
using Guardian.Cluster.Troubles;
using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Incidents;
using Guardian.Recovery;
using Guardian.Tests.Cluster;
using static Guardian.Incidents.IncidentDeskProtocol;

namespace Guardian.Tests.Incidents;

/// <summary>Plans by which workers leave the node: what follows when they run elsewhere.</summary>
public sealed class RelocationTests
{
    [Fact]
    public void A_worker_that_runs_on_another_node_without_the_trouble_is_cured()
    {
        using IncidentPlay play = Play();
        play.Likes = ["relocate"];

        play.Fault("w/0", FaultKind.NotReady).Phase.ShouldBe(IncidentPhase.Settling);

        play.Workers.Did.ShouldBe(["capture w/0", "relocate w"]);
        play.Outcomes.ShouldBeEmpty("it must stay away");
        play.Pass(11);
        play.Only.Phase.ShouldBe(IncidentPhase.Resolved);
        play.Only.CuredBy.ShouldBe("relocate");
        play.Only.Note.ShouldBe("relocate w done, and no trouble of it was heard of for 10 s");
        (play.Outcomes.ShouldHaveSingleItem().Plan, play.Outcomes[0].Succeeded).ShouldBe(("relocate", true));
    }

    [Fact]
    public void A_trouble_that_goes_with_it_was_not_this_node_s()
    {
        using IncidentPlay play = Play();
        play.Likes = ["relocate"];
        Incident incident = play.Fault("w/0", FaultKind.NotReady);
        play.Pass(3);

        play.Troubles.Hear(
            new Trouble(1, "n2", "i-20260101-n2-0001", "w", incident.SignatureId, incident.Signature, TroublePhase.Detected, null, true, 0), new Clock(play.Clock));
        play.Pass(1);

        play.Only.Phase.ShouldBe(IncidentPhase.Cancelled);
        play.Only.Note.ShouldBe("the same trouble came up on node n2 (i-20260101-n2-0001), where it runs now");
        play.Outcomes.ShouldHaveSingleItem().Succeeded.ShouldBeFalse();
    }

    [Fact]
    public void A_node_that_no_other_one_relieves_tries_the_next_plan()
    {
        using IncidentPlay play = Play();
        play.Likes = ["relocate", "restart"];
        play.Workers.Outcome = what => what.StartsWith("relocate", StringComparison.Ordinal) ? new ControlResult(false, "no node has taken it within 20 s") : null;

        play.Fault("w/0", FaultKind.NotReady);

        play.Workers.Did.Where(what => !what.StartsWith("capture", StringComparison.Ordinal)).ShouldBe(["relocate w", "replace w/0 Soft"]);
        play.Only.Failed.ShouldBe(["relocate"]);
        play.Pass(11);
        play.Only.CuredBy.ShouldBe("restart");
    }

    [Fact]
    public void A_person_can_send_a_worker_away_and_only_one_that_floats()
    {
        using IncidentPlay play = Play("stays");

        ((CommandReply.Refused)play.Ask(new RecoverAsked("stays", null, "relocate", "anna"))).Message
            .ShouldBe("relocate cannot be done to stays: it belongs to this node (placement.mode)");
        play.Ask(new RecoverAsked("w", null, "relocate", "anna")).ShouldBeOfType<CommandReply.Accepted>();
        play.Pass(11);

        play.Workers.Did.ShouldBe(["capture w/0", "relocate w"]);
        (play.Only.Phase, play.Only.ByPerson).ShouldBe((IncidentPhase.Resolved, true));
        ((CommandReply.Refused)play.Ask(new RecoverAsked("w", null, "relocate", "anna"))).Message.ShouldBe("relocate cannot be done to w: it does not run here");
    }

    [Fact]
    public void A_server_that_is_drained_is_looked_at_and_not_its_workers()
    {
        using IncidentPlay play = Play();
        play.Likes = ["drain_node"];
        play.Workers.Weigh("w/0", 9000);
        play.Workers.BreakHost("memory 97 %");

        play.Publish(new Fault(FaultKind.HostMemory, null, null, "memory 97 %", play.Clock.GetUtcNow()));

        play.Workers.Did.ShouldBe(["capture w/0", "drain"]);
        play.Only.Phase.ShouldBe(IncidentPhase.Settling);
        play.Pass(11);
        play.Only.CuredBy.ShouldBe("drain_node");
    }

    [Fact]
    public void The_sages_are_told_on_which_node_the_trouble_is()
    {
        using IncidentPlay play = Play();

        play.Fault();

        play.Proposals.ShouldHaveSingleItem().Case.Node.ShouldBe("n1");
        play.Proposals.Single().Id.ShouldBe("i-20260101-n1-0001.1");
    }

    private static IncidentPlay Play(string more = "")
    {
        GuardianOptions options = IncidentPlay.Load(IncidentPlay.Worker() + (more.Length > 0 ? IncidentPlay.Worker(more) : string.Empty));
        Workers.Actors.StepClock clock = new();
        FakeWorkers workers = new(options) { Time = clock, Others = ["n2"] };
        workers.Floating.Add("w");
        ClusterSeat seat = new("n1", new MemoryBus(), new MemoryLeases(), () => new ClusterMembersView(["n1", "n2"], Reachable: true));
        return new IncidentPlay(
            IncidentPlay.Worker() + (more.Length > 0 ? IncidentPlay.Worker(more) : string.Empty), workers.AllHealthy(), clock: clock, seat: seat);
    }
}
