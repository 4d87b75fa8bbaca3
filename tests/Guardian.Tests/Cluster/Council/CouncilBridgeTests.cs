using System.Collections.Immutable;
using System.Text;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Cluster.Council;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Sages.Incidents;
using Guardian.Sages.Patterns;
using Guardian.Sages.Tasks;
using Guardian.Tests.Council;
using static Guardian.Tests.Council.Meeting;

namespace Guardian.Tests.Cluster.Council;

/// <summary>Meetings over several nodes, each with an actor system of its own, over a bus in memory.</summary>
public sealed class CouncilBridgeTests : IDisposable
{
    private static readonly Proposal s_usual = Of(Wait, Restart, HardRestart, GracefulAll, StopAll, Escalate) with { Case = Case() with { Node = "n1" } };

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 20, 14, 5, TimeSpan.Zero));
    private readonly MemoryBus _bus = new();
    private readonly CouncilNode[] _nodes;
    private ImmutableArray<string> _live = ["n1", "n2", "n3"];

    public CouncilBridgeTests() =>
        _nodes = [.. _live.Select(name => new CouncilNode(name, _bus, _time, () => new ClusterMembersView(_live, Reachable: true)))];

    private CouncilNode First => _nodes[0];

    public void Dispose()
    {
        foreach (CouncilNode node in _nodes)
        {
            node.Dispose();
        }
    }

    [Fact]
    public void The_sages_of_every_node_vote_and_the_meeting_ends_with_the_last_ballot()
    {
        First.Convene(s_usual);
        First.Vote("restart 0.6, hard_restart 0.7");
        _nodes[1].Vote("restart 0.9, hard_restart 0.5");
        First.Settle();
        First.Kit.HasMessages.ShouldBeFalse();
        _nodes[2].Vote("restart 0.9, hard_restart 0.5");

        Decision decision = First.Decided();
        decision.Plan.ShouldBe("restart");
        decision.Outcome.ShouldBe(DecisionOutcome.Voted);
        decision.Ballots.Length.ShouldBe(12);
        Attendance attendance = decision.Attendance.ShouldNotBeNull();
        attendance.Expected.ShouldBe(["n1", "n2", "n3"]);
        attendance.Voted.ShouldBe(["n1", "n2", "n3"]);
        attendance.Absent.ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_on_another_node_counts_as_less_sure()
    {
        First.Convene(s_usual);
        First.Vote("restart 0.9");
        _nodes[1].Vote("restart 0.3");
        _nodes[2].Vote("restart 0.3");

        Decision decision = First.Decided();

        decision.Ballots.Where(ballot => ballot.Node == "n1").ShouldAllBe(ballot => ballot.Scores[0].Confidence == 0.8);
        decision.Ballots.Where(ballot => ballot.Node != "n1").ShouldAllBe(ballot => ballot.Scores[0].Confidence == 0.4);
        decision.Standings.Single(standing => standing.Plan == "restart").Score.ShouldBe(0.6, 1e-9); // not 0.5
    }

    [Fact]
    public void Sages_are_told_whose_case_it_is_and_each_node_answers_with_one_event()
    {
        First.Convene(s_usual);
        First.Vote("restart 0.9").Proposal.ShouldBe(s_usual);
        CallToVote foreign = _nodes[1].Vote("restart 0.9");
        _nodes[2].Vote("restart 0.9");
        First.Decided();

        foreign.Proposal.Case.Node.ShouldBe("n1");
        foreign.Proposal.Case.IsOfAnother("n2").ShouldBeTrue();
        foreign.Proposal.Plans.Select(plan => plan.Id).ShouldBe(s_usual.Plans.Select(plan => plan.Id));
        Events().ShouldBe(["council-called", "council-voted", "council-voted"]);
    }

    [Fact]
    public void The_sages_themselves_of_three_nodes_agree_on_what_to_do_about_a_hang_of_one()
    {
        GuardianOptions options = Defaults;
        foreach (CouncilNode node in _nodes)
        {
            Clock clock = new(_time);
            IActorRef[] sages =
            [
                node.Kit.Sys.ActorOf(IncidentSageActor.Props(options.Sages, node.Name, clock)),
                node.Kit.Sys.ActorOf(TaskSageActor.Props(options.Sages, node.Name, clock)),
                node.Kit.Sys.ActorOf(PatternSageActor.Props(options.Sages, node.Name, clock, NumberMask.Of)),
                node.Kit.Sys.ActorOf(KnowledgeSageActor.Props(new KnowledgeSageSetup
                {
                    Node = node.Name,
                    Mode = Guardian.Learning.Knowledge.ChoiceMode.Recommend,
                    Options = options.Learning.Knowledge,
                    IsShared = true,
                    Records = null!, // what is shared is told
                    LevelOf = _ => null,
                    Log = Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
                })),
            ];
            foreach (IActorRef sage in sages)
            {
                node.Kit.Sys.EventStream.Subscribe(sage, typeof(CallToVote));
            }
        }

        CaseFile hang = Guardian.Tests.Sages.SageCase.File(FaultKind.Hang) with { Node = "n1", Severity = Severity.High };
        First.Convene(Guardian.Tests.Sages.SageCase.Put(hang, "wait", "graceful_restart", "restart", "hard_restart", "stop"));

        Decision decision = First.Decided();
        (decision.Plan, decision.Outcome, decision.Ballots.Length).ShouldBe(("restart", DecisionOutcome.Voted, 12));
        decision.Ballots.Single(ballot => ballot is { Node: "n2", Seat: Seat.Incident }).Analysis.ShouldContain("How node n1 fares as a whole is not seen from here");
        decision.Ballots.Single(ballot => ballot is { Node: "n1", Seat: Seat.Incident }).Analysis.ShouldContain("The node is calm");
    }

    [Fact]
    public void A_lost_node_does_not_stop_a_meeting_before_its_lease_ends_nor_after()
    {
        _nodes[2].Line.Problem = "power is out";
        First.Convene(s_usual);
        First.Vote("graceful_restart 0.9");
        _nodes[1].Vote("graceful_restart 0.9");
        _nodes[1].Settle();
        First.Settle();
        First.Kit.HasMessages.ShouldBeFalse();
        _time.Advance(Options.Deadline);

        Decision decision = First.Decided();
        (decision.Plan, decision.Outcome).ShouldBe(("graceful_restart", DecisionOutcome.Voted));
        CouncilWords.Nodes(decision.Attendance!).ShouldBe("n1 and n2 voted; n3 was expected and did not vote");
        _live = ["n1", "n2"];
        First.Convene(s_usual with { Id = "i-2.1" });
        First.Vote("graceful_restart 0.9");
        _nodes[1].Vote("graceful_restart 0.9");

        First.Decided().Attendance!.Absent.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_that_is_cut_off_decides_at_once_and_only_what_is_small()
    {
        First.Line.Problem = "the database is away";
        First.Convene(s_usual);
        First.Vote("stop_all 1, graceful_restart 0.95, restart 0.8");

        Decision decision = First.Decided();

        (decision.Plan, decision.Outcome).ShouldBe(("restart", DecisionOutcome.SmallestOnly));
        CouncilWords.Nodes(decision.Attendance!).ShouldBe("n1 voted; cut off from n2 and n3, which could not be asked");
        _nodes[1].Sages.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_call_that_cannot_be_sent_is_not_waited_for()
    {
        First.Line.LosesAnswers = true; // nobody knows whether it was sent; it is
        First.Convene(s_usual);
        First.Vote("graceful_restart 0.95, restart 0.8");

        Decision decision = First.Decided();

        (decision.Plan, decision.Outcome).ShouldBe(("restart", DecisionOutcome.SmallestOnly));
        decision.Attendance!.CutOff.ShouldBeTrue();
        _nodes[1].Vote("graceful_restart 0.9"); // late
        _nodes[1].Settle();
        First.Settle();
        First.Kit.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_node_sends_what_has_come_shortly_before_the_deadline_and_nothing_when_nobody_spoke()
    {
        First.Convene(s_usual);
        First.Vote("restart 0.9");
        _nodes[1].Vote("restart 0.9", seats: 3);
        _nodes[2].Vote("restart 0.9", seats: 0);
        _nodes[1].Settle();
        _nodes[2].Settle();
        _time.Advance(Options.Deadline * 0.6);
        _nodes[1].Settle();
        _nodes[2].Settle();
        First.Settle();
        Events().ShouldBe(["council-called", "council-voted"]);
        _time.Advance(Options.Deadline * 0.4);

        Decision decision = First.Decided();
        decision.Ballots.Count(ballot => ballot.Node == "n2").ShouldBe(3);
        decision.Attendance!.Voted.ShouldBe(["n1", "n2"]);
    }

    [Fact]
    public void Proposals_of_several_nodes_with_the_same_id_are_told_apart()
    {
        First.Convene(s_usual);
        _nodes[1].Convene(s_usual with { Case = s_usual.Case with { Node = "n2" } });
        Answer(First);
        Answer(_nodes[1]);
        Answer(_nodes[2]);

        First.Decided().Plan.ShouldBe("restart");
        Decision second = _nodes[1].Decided();
        second.Plan.ShouldBe("hard_restart");
        second.Ballots.Length.ShouldBe(12);

        // Each is asked twice under the same id, and says different things of the two.
        static void Answer(CouncilNode node)
        {
            for (int call = 0; call < 2; call++)
            {
                CallToVote asked = node.Sages.ExpectMsg<CallToVote>();
                foreach (Ballot ballot in AllVote(asked.Proposal.Case.Node == "n1" ? "restart 0.9" : "hard_restart 0.9", node.Name))
                {
                    asked.Council.Tell(ballot with { Proposal = asked.Proposal.Id }, ActorRefs.NoSender);
                }
            }
        }
    }

    [Fact]
    public void A_call_that_comes_twice_is_put_to_the_sages_once()
    {
        First.Convene(s_usual);
        First.Vote("restart 0.9");
        First.Settle();
        JournalEvent call = _bus.Journal.Events[0];
        _bus.Append(BusStreams.Council, [new NewEvent(call.Type, call.Json, call.At)]);
        _nodes[1].Settle();

        _nodes[1].Sages.ExpectMsg<CallToVote>();
        _nodes[1].Sages.HasMessages.ShouldBeFalse();
    }

    [Theory]
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n1","proposal":"ID","ballots":[{"proposal":"ID","seat":"Task","node":"n3","analysis":"","scores":[]}]}""")] // in another's name
    [InlineData("council-voted", """{"version":1,"node":"n1","to":"n1","proposal":"ID","ballots":[{"proposal":"ID","seat":"Task","node":"n1","analysis":"","scores":[]}]}""")] // in the caller's
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n3","proposal":"ID","ballots":[{"proposal":"ID","seat":"Task","node":"n2","analysis":"","scores":[]}]}""")] // for another
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n1","proposal":"i-0.1","ballots":[{"proposal":"i-0.1","seat":"Task","node":"n2","analysis":"","scores":[]}]}""")] // of no meeting
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n1","proposal":"ID","ballots":[{"proposal":"i-9.1","seat":"Task","node":"n2","analysis":"","scores":[]}]}""")] // of two meetings
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n1","proposal":"ID","ballots":[{"proposal":"ID","seat":"Oracle","node":"n2","analysis":"","scores":[]}]}""")] // of no seat
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n1","proposal":"ID","ballots":[null]}""")]
    [InlineData("council-voted", """{"version":1,"node":"n2","to":"n1","proposal":"ID"}""")]
    [InlineData("council-voted", """{"node":1}""")]
    [InlineData("council-voted", "")]
    [InlineData("council-called", """{"version":1,"node":"n9","deadlineMs":2000,"proposal":{"id":"x"}}""")]
    [InlineData("council-called", """{"version":1,"node":"n9","deadlineMs":-1,"proposal":null}""")]
    [InlineData("council-asked", "{}")] // a newer version's
    public void What_is_foreign_or_malformed_is_passed_over_and_the_meeting_goes_on(string type, string json)
    {
        First.Convene(s_usual);
        First.Vote("restart 0.9");
        _nodes[1].Sages.ExpectMsg<CallToVote>();
        _nodes[2].Sages.ExpectMsg<CallToVote>();

        _bus.Say(BusStreams.Council, type, json.Replace("ID", s_usual.Id, StringComparison.Ordinal));
        foreach (CouncilNode node in _nodes)
        {
            node.Settle();
            node.Sages.HasMessages.ShouldBeFalse();
        }

        _time.Advance(Options.Deadline);
        First.Decided().Ballots.Select(ballot => ballot.Node).Distinct().ShouldBe(["n1"]);
    }

    [Fact]
    public void Fields_kinds_actions_and_scopes_of_a_newer_version_are_put_up_with()
    {
        CouncilCall call = new(CouncilWire.Version, "n9", 2000, s_usual);
        string json = Encoding.UTF8.GetString(CouncilWire.ToBus(call, default).Json.Span)
            .Replace("\"version\":1", "\"version\":7,\"mood\":{\"of\":\"tomorrow\"}", StringComparison.Ordinal)
            .Replace("\"NoProgress\"", "\"TooManyTabs\"", StringComparison.Ordinal)
            .Replace("\"High\"", "\"Cosmic\"", StringComparison.Ordinal)
            .Replace("\"graceful_restart\"", "\"teleport\"", StringComparison.Ordinal)
            .Replace("\"scope\":\"Worker\"", "\"scope\":\"Galaxy\"", StringComparison.Ordinal);

        _bus.Say(BusStreams.Council, CouncilWire.Called, json);

        Proposal read = _nodes[1].Vote("restart 0.9").Proposal;
        (read.Case.Kind, read.Case.Severity).ShouldBe((FaultKind.Requested, Severity.Critical));
        read.Plans.Single(plan => plan.Id == "teleport").Scope.ShouldBe(ActionScope.Cluster);
        _nodes[1].Settle();
        Events().Last().ShouldBe("council-voted");
    }

    [Fact]
    public void What_nodes_tell_each_other_is_as_written_down()
    {
        Proposal proposal = Of(Restart, Escalate) with { Case = Case() with { Node = "n1" } };
        NewEvent[] told =
        [
            CouncilWire.ToBus(new CouncilCall(1, "n1", 2000, proposal), default),
            CouncilWire.ToBus(new CouncilVotes(1, "n2", "n1", proposal.Id, [Meeting.Vote(Seat.Incident, "restart 0.9@0.8!", "n2")]), default),
        ];

        Snapshots.Check("council-bus.txt", string.Concat(told.Select(each => $"{each.Type} {Encoding.UTF8.GetString(each.Json.Span)}\n")));
        CouncilWire.Call(Heard(told[0])).ShouldNotBeNull().Proposal.Plans.ShouldBe(proposal.Plans, PlanComparer.Instance);
        CouncilWire.Votes(Heard(told[1])).ShouldNotBeNull().Ballots.ShouldHaveSingleItem().Scores.ShouldHaveSingleItem().Veto.ShouldBeTrue();

        static JournalEvent Heard(NewEvent told) => new(1, BusStreams.Council, 1, told.Type, told.Json, told.At);
    }

    private string[] Events() => [.. _bus.Journal.Events.Select(kept => kept.Type)];

    /// <summary>Plans by what they say; arrays in records compare by reference.</summary>
    private sealed class PlanComparer : IEqualityComparer<Plan>
    {
        public static readonly PlanComparer Instance = new();

        public bool Equals(Plan? x, Plan? y) => x! with { Actions = [] } == y! with { Actions = [] } && x.Actions.SequenceEqual(y.Actions);

        public int GetHashCode(Plan obj) => obj.Id.GetHashCode(StringComparison.Ordinal);
    }
}
