using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class TimerTests : ActorTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_single_timer_fires_once_at_its_time()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Timers.StartSingleTimer("key", "tick", Second));

        Clock.Advance(Second - TimeSpan.FromTicks(1));
        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();
        Inside(worker, self => self.Timers.IsTimerActive("key")).ShouldBeTrue();

        Clock.Advance(TimeSpan.FromTicks(1));
        Hooks.ExpectMsg("tick");
        Inside(worker, self => self.Timers.IsTimerActive("key")).ShouldBeFalse();
        Clock.Advance(10 * Second);
        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_periodic_timer_fires_until_cancelled()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Timers.StartPeriodicTimer("key", "tick", TimeSpan.Zero + (2 * Second), Second));

        Clock.Advance(4 * Second);
        Hooks.ExpectMsg("tick");
        Hooks.ExpectMsg("tick");
        Hooks.ExpectMsg("tick");
        Inside(worker, self => self.Timers.ActiveTimers.ShouldBe(["key"]));
        Inside(worker, self => self.Timers.Cancel("key"));

        Clock.Advance(10 * Second);
        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_timer_that_is_queued_when_it_is_cancelled_is_not_delivered()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Timers.StartSingleTimer("key", "tick", Second));
        using Gate gate = new();
        worker.Tell(new Do(self =>
        {
            gate.Pass();
            self.Timers.Cancel("key");
        }));
        gate.AwaitReached();
        Clock.Advance(Second); // queued now
        gate.Open();

        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_timer_that_replaces_another_of_its_key_silences_it_even_when_queued()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Timers.StartSingleTimer("key", "old", Second));
        using Gate gate = new();
        worker.Tell(new Do(self =>
        {
            gate.Pass();
            self.Timers.StartSingleTimer("key", "new", Second);
        }));
        gate.AwaitReached();
        Clock.Advance(Second);
        gate.Open();
        Settle(worker);

        Clock.Advance(Second);

        Hooks.ExpectMsg("new");
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_timer_dies_with_its_incarnation_even_when_queued()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self =>
        {
            self.Timers.StartSingleTimer("queued", "old", Second);
            self.Timers.StartPeriodicTimer("running", "old", 5 * Second);
        });
        using Gate gate = new();
        worker.Tell(new Do(_ =>
        {
            gate.Pass();
            throw new InvalidOperationException("on purpose");
        }));
        gate.AwaitReached();
        Clock.Advance(Second);
        gate.Open();
        ExpectHooks("a", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");

        Clock.Advance(20 * Second);
        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();
        Inside(worker, self => self.Timers.ActiveTimers.ShouldBeEmpty());
        Inside(worker, self => self.Timers.StartSingleTimer("queued", "new", Second));
        Clock.Advance(Second);
        Hooks.ExpectMsg("new");
    }

    [Fact]
    public void The_timers_of_a_stopped_actor_leave_no_dead_letters()
    {
        TestKit.TestProbe deadLetters = Listen<AllDeadLetters>();
        IActorRef worker = NewWorker("a");
        Watch(worker);
        Inside(worker, self => self.Timers.StartPeriodicTimer("key", "tick", Second));
        Sys.Stop(worker);
        ExpectTerminated(worker);

        Clock.Advance(3 * Second);

        deadLetters.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Timers_with_bad_times_are_refused()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self =>
        {
            Should.Throw<ArgumentOutOfRangeException>(() => self.Timers.StartPeriodicTimer("key", "tick", TimeSpan.Zero));
            Should.Throw<ArgumentOutOfRangeException>(() => self.Timers.StartSingleTimer("key", "tick", TimeSpan.FromTicks(-1)));
        });
    }

    [Fact]
    public void A_receive_timeout_comes_after_silence_and_again()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Ctx.SetReceiveTimeout(10 * Second));

        Clock.Advance(9 * Second);
        worker.Tell("activity");
        Hooks.ExpectMsg("activity");
        Settle(worker);
        Clock.Advance(9 * Second);
        Settle(worker); // counts as activity as well
        Hooks.HasMessages.ShouldBeFalse();

        Clock.Advance(10 * Second);
        Hooks.ExpectMsg<ReceiveTimeout>();
        Clock.Advance(10 * Second);
        Hooks.ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void Messages_marked_so_do_not_count_against_the_receive_timeout()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Ctx.SetReceiveTimeout(10 * Second));
        Clock.Advance(9 * Second);
        worker.Tell(new Quiet());
        Hooks.ExpectMsg<Quiet>();

        Clock.Advance(Second);

        Hooks.ExpectMsg<ReceiveTimeout>();
    }

    [Fact]
    public void A_receive_timeout_can_be_ended_and_dies_with_its_incarnation()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Ctx.SetReceiveTimeout(Second));
        Inside(worker, self => self.Ctx.ReceiveTimeout.ShouldBe(Second));
        Inside(worker, self => self.Ctx.SetReceiveTimeout(null));
        Clock.Advance(5 * Second);
        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();

        Inside(worker, self => self.Ctx.SetReceiveTimeout(Second));
        worker.Tell(new Fail());
        ExpectHooks("a", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");
        Clock.Advance(5 * Second);
        Settle(worker);
        Hooks.HasMessages.ShouldBeFalse();
    }

    public sealed record Quiet : INotInfluenceReceiveTimeout;
}
