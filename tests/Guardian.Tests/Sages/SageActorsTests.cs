using Guardian.Actors.TestKit;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Sages;
using Guardian.Sages.Incidents;
using Guardian.Sages.Patterns;
using Guardian.Sages.Tasks;

namespace Guardian.Tests.Sages;

/// <summary>The three actors hear the event stream only, and vote when called.</summary>
public sealed class SageActorsTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly ActorSystem _system;
    private readonly TestProbe _council;

    public SageActorsTests()
    {
        _system = ActorSystems.Create("sages", _time);
        _council = new TestProbe(_system);
        Clock clock = new(_time);
        IActorRef[] sages =
        [
            _system.ActorOf(IncidentSageActor.Props(SageCase.Options, "one", clock), "incident-sage"),
            _system.ActorOf(TaskSageActor.Props(SageCase.Options, "one", clock), "task-sage"),
            _system.ActorOf(PatternSageActor.Props(SageCase.Options, "one", clock, NumberMask.Of), "pattern-sage"),
        ];
        foreach (IActorRef sage in sages)
        {
            // An answer proves that the actor has started and so subscribed.
            sage.Tell(new Identify(sage.Path.Name), _council.Ref);
            _council.ExpectMsg<ActorIdentity>();
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public void Each_called_sage_tells_the_council_its_ballot_for_every_plan()
    {
        _system.EventStream.Publish(new CallToVote(SageCase.Put(SageCase.File(FaultKind.Hang)), _council.Ref));

        Ballot[] ballots = [_council.ExpectMsg<Ballot>(), _council.ExpectMsg<Ballot>(), _council.ExpectMsg<Ballot>()];

        ballots.Select(ballot => ballot.Seat).Order().ShouldBe([Seat.Incident, Seat.Task, Seat.Pattern]);
        ballots.ShouldAllBe(ballot => ballot.Node == "one" && ballot.Scores.Length == SageCase.EveryPlan.Length);
    }

    [Fact]
    public void A_crisis_is_published_when_it_begins_and_when_it_ends_and_not_in_between()
    {
        _system.EventStream.Subscribe(_council.Ref, typeof(CrisisChanged));
        foreach (double memory in new[] { 0.9, 0.9, 0.95, 0.3 })
        {
            _system.EventStream.Publish(SageCase.Pulse(memory: memory));
        }

        CrisisChanged[] heard = [_council.ExpectMsg<CrisisChanged>(), _council.ExpectMsg<CrisisChanged>(), _council.ExpectMsg<CrisisChanged>()];

        heard.Select(change => (change.From, change.To)).ShouldBe(
        [
            (CrisisLevel.Calm, CrisisLevel.Strained), (CrisisLevel.Strained, CrisisLevel.Crisis), (CrisisLevel.Crisis, CrisisLevel.Calm),
        ]);
        heard[1].Reasons.ShouldBe(["memory of the server 90 % (limit 80 %)"]);
    }

    [Fact]
    public void What_was_heard_before_the_call_counts_and_changed_options_do_too()
    {
        _system.EventStream.Publish(new SagesOptionsChanged(SageCase.Options with { Task = SageCase.Options.Task with { Backlog = 5 } }));
        _system.EventStream.Publish(SageCase.Pulse(workers: [SageCase.Worker("mailer", backlog: 5)]));
        foreach (string worker in new[] { "a", "b", "mailer" })
        {
            _system.EventStream.Publish(PatternSageTests.Fault(worker, FaultKind.ErrorBurst));
        }

        _system.EventStream.Publish(new CallToVote(SageCase.Put(SageCase.File(FaultKind.ErrorBurst)), _council.Ref));
        Ballot[] ballots = [_council.ExpectMsg<Ballot>(), _council.ExpectMsg<Ballot>(), _council.ExpectMsg<Ballot>()];

        ballots.Single(ballot => ballot.Seat is Seat.Task).Of("wait").Reason.ShouldContain("5 tasks wait while nothing is done");
        ballots.Single(ballot => ballot.Seat is Seat.Pattern).Best().ShouldBe("wait");
    }
}
