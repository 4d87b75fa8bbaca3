using Guardian.Actors.TestKit;
using Guardian.Council;
using Guardian.Hosting;
using Guardian.Incidents;
using Guardian.Learning;
using Guardian.Tests.Workers.Records;
using Microsoft.Extensions.Logging.Abstractions;
using static Guardian.Tests.Council.Meeting;

namespace Guardian.Tests.Council;

public sealed class CouncilActorTests : IDisposable
{
    private static readonly Proposal s_usual = Of(Wait, Restart, HardRestart, Escalate);

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 20, 14, 5, TimeSpan.Zero));
    private readonly MemoryJournal _journal = new();
    private readonly TestKit _kit;
    private readonly TestProbe _sages;
    private readonly TestProbe _held;

    public CouncilActorTests()
    {
        _kit = new TestKit(ActorSystems.Create("council", _time));
        _sages = _kit.CreateTestProbe("sages");
        _held = _kit.CreateTestProbe("held");
        _kit.Sys.EventStream.Subscribe(_sages.Ref, typeof(CallToVote));
        _kit.Sys.EventStream.Subscribe(_held.Ref, typeof(MeetingHeld));
    }

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void A_meeting_ends_when_all_ballots_are_in()
    {
        IActorRef council = Council();
        council.Tell(new Convene(s_usual), _kit.TestActor);

        CallToVote call = _sages.ExpectMsg<CallToVote>();
        call.Proposal.ShouldBe(s_usual);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        VoteAll(call.Council, AllVote("restart 0.9"));

        Decision decision = _kit.ExpectMsg<Decision>();
        decision.Plan.ShouldBe("restart");
        decision.Milliseconds.ShouldBe(3);
        _held.ExpectMsg<MeetingHeld>().ShouldBe(new MeetingHeld(s_usual, decision));
    }

    [Fact]
    public void At_the_deadline_it_decides_by_what_came_and_drops_what_comes_later()
    {
        IActorRef council = Council();
        council.Tell(new Convene(s_usual), _kit.TestActor);
        CallToVote call = _sages.ExpectMsg<CallToVote>();
        VoteAll(call.Council, AllVote("restart 0.9").Take(3));
        Settle(council);

        _time.Advance(Options.Deadline);

        Decision decision = _kit.ExpectMsg<Decision>();
        decision.Plan.ShouldBe("restart");
        decision.Absent.ShouldBe([Seat.Pattern]);
        decision.Milliseconds.ShouldBe(2000);
        VoteAll(call.Council, AllVote("hard_restart 0.9"));
        Settle(council);
        _held.ReceiveN(1).Count.ShouldBe(1);
        _held.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_council_that_nobody_answers_asks_a_person()
    {
        IActorRef council = Council();
        council.Tell(new Convene(s_usual), _kit.TestActor);
        _sages.ExpectMsg<CallToVote>();

        _time.Advance(Options.Deadline);

        Decision decision = _kit.ExpectMsg<Decision>();
        decision.Outcome.ShouldBe(DecisionOutcome.Escalated);
        decision.Reason.ShouldBe("no ballot of 4 sages came within 2 s: a person is asked");
    }

    [Fact]
    public void It_waits_for_the_sages_of_every_live_node()
    {
        IActorRef council = Council(new Electorate(["one", "two"], 2, CutOff: false));
        council.Tell(new Convene(s_usual), _kit.TestActor);
        CallToVote call = _sages.ExpectMsg<CallToVote>();

        VoteAll(call.Council, AllVote("restart 0.9").Concat(AllVote("restart 0.8"))); // the same voters twice
        Settle(council);
        _kit.HasMessages.ShouldBeFalse();
        VoteAll(call.Council, AllVote("restart 0.9", "two"));

        _kit.ExpectMsg<Decision>().Ballots.Length.ShouldBe(8);
    }

    [Fact]
    public void A_node_that_votes_without_being_expected_stands_in_for_nobody()
    {
        IActorRef council = Council(new Electorate(["one", "three", "two"], 3, CutOff: false));
        council.Tell(new Convene(s_usual), _kit.TestActor);
        CallToVote call = _sages.ExpectMsg<CallToVote>();
        VoteAll(call.Council, AllVote("hard_restart 0.9").Concat(AllVote("hard_restart 0.9", "nine")));
        Settle(council);

        _time.Advance(Options.Deadline);

        Decision decision = _kit.ExpectMsg<Decision>();
        decision.Outcome.ShouldBe(DecisionOutcome.SmallestOnly, "8 of 16 are not more than half");
        decision.Attendance!.Voted.ShouldBe(["nine", "one"]);
        decision.Attendance.Absent.ShouldBe(["three", "two"]);
    }

    [Fact]
    public void A_council_that_is_cut_off_waits_for_its_own_sages_only()
    {
        IActorRef council = Council(new Electorate(["one", "two"], 2, CutOff: true));
        council.Tell(new Convene(s_usual), _kit.TestActor);
        VoteAll(_sages.ExpectMsg<CallToVote>().Council, AllVote("restart 0.9"));

        Decision decision = _kit.ExpectMsg<Decision>();
        (decision.Outcome, decision.Plan, decision.Milliseconds).ShouldBe((DecisionOutcome.SmallestOnly, "restart", 0));
    }

    [Fact]
    public void Trust_that_is_shared_is_told_and_kept_and_not_learned_here()
    {
        IActorRef council = Council(shared: true);
        _kit.Sys.EventStream.Publish(Hold(council, "restart 0.9"));
        UntilKept(council, 2);
        TrustWeights told = new(0.4, 0.2, 0.2, 0.2);

        council.Tell(new Guardian.Cluster.Learning.SharedKnowledge(
            Guardian.Learning.Knowledge.KnowledgeBase.Empty, told, new("i-7", new TrustVerdict(told, true, [new(Seat.Task, 0.4, 0.8, 0.6)], "it helped on n2"))));
        council.Tell(new Guardian.Cluster.Learning.SharedKnowledge(Guardian.Learning.Knowledge.KnowledgeBase.Empty, told, null));
        UntilKept(council, 3);

        _journal.Events.Select(kept => kept.Type).ShouldBe(["meeting-held", "outcome-known", "trust-changed"]);
        CouncilEvent.TrustChanged kept = (CouncilEvent.TrustChanged)CouncilJson.FromJournal(_journal.Events[2])!;
        (kept.Weights, kept.Incident, kept.Reason).ShouldBe((told, "i-7", "it helped on n2"));
    }

    [Fact]
    public void Meetings_on_several_proposals_are_held_at_once_and_one_proposal_has_one_meeting()
    {
        IActorRef council = Council();
        TestProbe other = _kit.CreateTestProbe("other");
        Proposal second = s_usual with { Id = "i-20261120-0008.1" };
        council.Tell(new Convene(s_usual), _kit.TestActor);
        council.Tell(new Convene(second), other.Ref);
        council.Tell(new Convene(second), _kit.TestActor);
        _sages.ExpectMsg<CallToVote>().Proposal.Id.ShouldBe(s_usual.Id);
        _sages.ExpectMsg<CallToVote>().Proposal.Id.ShouldBe(second.Id);

        VoteAll(council, AllVote("hard_restart 0.9").Select(ballot => ballot with { Proposal = second.Id }));

        _kit.ExpectMsg<Decision>().Plan.ShouldBe("hard_restart");
        other.ExpectMsg<Decision>().Plan.ShouldBe("hard_restart");
        _sages.HasMessages.ShouldBeFalse();
        VoteAll(council, AllVote("restart 0.9"));
        _kit.ExpectMsg<Decision>().Plan.ShouldBe("restart");
    }

    [Fact]
    public void One_meeting_more_than_may_be_held_is_answered_at_once()
    {
        IActorRef council = Council(options: Options with { Meetings = 1 });
        council.Tell(new Convene(s_usual), _kit.TestActor);
        _sages.ExpectMsg<CallToVote>();

        council.Tell(new Convene(s_usual with { Id = "i-20261120-0008.1" }), _kit.TestActor);

        Decision decision = _kit.ExpectMsg<Decision>();
        decision.Outcome.ShouldBe(DecisionOutcome.Escalated);
        decision.Reason.ShouldBe("1 of at most 1 meetings are being held already: a person is asked");
        _sages.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Meetings_outcomes_and_trust_are_kept_and_trust_outlives_a_restart()
    {
        IActorRef council = Council();
        IncidentOutcome outcome = Hold(council, "restart 0.9");
        _kit.Sys.EventStream.Publish(outcome);
        UntilKept(council, 3);

        _journal.Events.Select(kept => (kept.Stream, kept.Type)).ShouldBe([("council", "meeting-held"), ("council", "outcome-known"), ("council", "trust-changed")]);
        TrustWeights learned = ((CouncilEvent.TrustChanged)CouncilJson.FromJournal(_journal.Events[2])!).Weights;
        learned.Incident.ShouldBeLessThan(0.25, "it had given 0.1 to what helped");

        _kit.Watch(council);
        _kit.Sys.Stop(council);
        _kit.ExpectTerminated(council);
        IActorRef next = Council();
        IncidentOutcome again = Hold(next, "restart 0.9");
        _kit.Sys.EventStream.Publish(again);
        UntilKept(next, 6);
        ((CouncilEvent.TrustChanged)CouncilJson.FromJournal(_journal.Events[5])!).Weights.ShouldBe(TrustRule.Learn(learned, again, Defaults.Learning.Trust).Weights);
    }

    [Fact]
    public void What_could_not_be_kept_is_kept_later_in_order_and_no_meeting_waits_for_it()
    {
        _journal.Problem = "disk full";
        IActorRef council = Council();
        Hold(council, "restart 0.9");
        _kit.Sys.EventStream.Publish(Hold(council, "restart 0.8"));
        Settle(council);
        _journal.Problem = null;

        // Reading and writing come back by tasks of the pool, so it takes as many rounds as those take.
        for (int wait = 0; wait < 10_000 && _journal.Events.Count < 4; wait++)
        {
            Settle(council);
            _time.Advance(TimeSpan.FromSeconds(5)); // both the reading of trust and the writing are tried again
        }

        _journal.Events.Select(kept => kept.Type).ShouldBe(["meeting-held", "meeting-held", "outcome-known", "trust-changed"]);
    }

    private IActorRef Council(Electorate? electorate = null, CouncilOptions? options = null, bool shared = false) => _kit.Sys.ActorOf(CouncilActor.Props(new CouncilSetup
    {
        Options = options ?? Options,
        Trust = Defaults.Learning.Trust,
        Electorate = () => electorate ?? Electorate.Alone,
        TrustIsShared = shared,
        Records = new CouncilRecords(() => _journal),
        Clock = new Clock(_time),
        Log = NullLogger.Instance,
    }));

    private IncidentOutcome Hold(IActorRef council, string scores)
    {
        council.Tell(new Convene(s_usual), _kit.TestActor);
        CallToVote call = _sages.ExpectMsg<CallToVote>();
        VoteAll(call.Council, AllVote(scores).Skip(1).Prepend(Vote(Seat.Incident, "restart 0.1")));
        Decision decision = _kit.ExpectMsg<Decision>();
        return new IncidentOutcome(s_usual.Case.Incident, s_usual.Case, decision, decision.Plan, true, true, 2.1, "healthy for 60 s", _time.GetUtcNow());
    }

    private static void VoteAll(IActorRef council, IEnumerable<Ballot> ballots)
    {
        foreach (Ballot ballot in ballots)
        {
            council.Tell(ballot, ActorRefs.NoSender);
        }
    }

    /// <summary>Everything told to the council before is handled when this returns.</summary>
    private void Settle(IActorRef council)
    {
        TestProbe probe = _kit.CreateTestProbe();
        council.Tell(new Identify("settled"), probe.Ref);
        probe.ExpectMsg<ActorIdentity>();
    }

    /// <summary>Goes round the council and its keeper until that much is kept.</summary>
    private void UntilKept(IActorRef council, int events)
    {
        for (int round = 0; round < 10_000 && _journal.Events.Count < events; round++)
        {
            Settle(council);
        }

        _journal.Events.Count.ShouldBe(events);
    }
}
