using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class SchedulerTests : ActorTest
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Messages_are_sent_in_the_order_of_their_times_and_then_of_their_scheduling()
    {
        Sys.Scheduler.ScheduleTellOnce(3 * Second, TestActor, "third", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(1 * Second, TestActor, "first", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(2 * Second, TestActor, "second a", ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(2 * Second, TestActor, "second b", ActorRefs.NoSender);

        Clock.Advance(3 * Second);

        ReceiveN(4).ShouldBe(["first", "second a", "second b", "third"]);
    }

    [Fact]
    public void Many_entries_keep_their_order_over_random_removals()
    {
        const int seed = 20260101;
        Random random = new(seed);
        List<(int Due, int Index, ICancelable Cancel)> entries = [];
        for (int i = 0; i < 500; i++)
        {
            int due = random.Next(1, 100);
            int index = i;
            ICancelable cancel = Sys.Scheduler.ScheduleTellOnceCancelable(TimeSpan.FromMilliseconds(due), TestActor, index, ActorRefs.NoSender);
            entries.Add((due, index, cancel));
        }

        foreach ((int Due, int Index, ICancelable Cancel) entry in entries.ToArray())
        {
            if (random.Next(3) == 0)
            {
                entry.Cancel.Cancel();
                entries.Remove(entry);
            }
        }

        Clock.Advance(Second);

        ReceiveN(entries.Count).ShouldBe(entries.OrderBy(entry => entry.Due).ThenBy(entry => entry.Index).Select(entry => (object)entry.Index));
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Repetitions_that_were_missed_are_skipped()
    {
        RoughClock rough = new();
        using ActorSystem system = ActorSystem.Create("rough", ActorSystemSetup.Create(RuntimeSetup.Create().WithTimeProvider(rough)));
        system.Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "tick", ActorRefs.NoSender);

        rough.Ring(TimeSpan.FromHours(1)); // as after a night's sleep of the machine

        ExpectMsg("tick");
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
        rough.Ring(Second);
        ExpectMsg("tick");
    }

    [Fact]
    public void A_repetition_ends_when_it_is_cancelled()
    {
        ICancelable cancel = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(Second, Second, TestActor, "tick", ActorRefs.NoSender);
        Clock.Advance(2 * Second);
        ReceiveN(2);

        cancel.Cancel();
        Clock.Advance(5 * Second);

        HasMessages.ShouldBeFalse();
        cancel.IsCancellationRequested.ShouldBeTrue();
        cancel.Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void What_is_cancelled_before_it_is_scheduled_never_comes()
    {
        Cancelable cancel = new(Sys.Scheduler);
        cancel.Cancel();

        Sys.Scheduler.ScheduleTellOnce(Second, TestActor, "never", ActorRefs.NoSender, cancel);
        Clock.Advance(2 * Second);

        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_cancelable_can_cancel_itself_later()
    {
        Cancelable cancel = new(Sys.Scheduler, TimeSpan.FromSeconds(2.5));
        Sys.Scheduler.ScheduleTellRepeatedly(Second, Second, TestActor, "tick", ActorRefs.NoSender, cancel);

        Clock.Advance(10 * Second);

        ReceiveN(2);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Actions_run_at_their_time_and_a_failing_one_is_reported()
    {
        TestProbe errors = Listen<Error>();
        Sys.Scheduler.Advanced.ScheduleOnce(Second, () => throw new TimeZoneNotFoundException("on purpose"));
        Sys.Scheduler.Advanced.ScheduleRepeatedly(Second, Second, () => TestActor.Tell("ran", ActorRefs.NoSender));

        Clock.Advance(2 * Second);

        ReceiveN(2).ShouldAllBe(message => message is string);
        errors.ExpectMsg<Error>().Cause.ShouldBeOfType<TimeZoneNotFoundException>();
    }

    [Fact]
    public void A_repetition_to_a_stopped_actor_ends_by_itself()
    {
        IActorRef worker = NewWorker("a");
        Watch(worker);
        Sys.Scheduler.ScheduleTellRepeatedly(Second, Second, worker, "tick", ActorRefs.NoSender);
        Sys.Stop(worker);
        ExpectTerminated(worker);
        TestProbe deadLetters = Listen<DeadLetter>();

        Clock.Advance(10 * Second);

        deadLetters.HasMessages.ShouldBeFalse();
        Clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public void The_clocks_are_those_of_the_time_provider()
    {
        TimeSpan before = Sys.Scheduler.MonotonicClock;
        Clock.Advance(5 * Second);
        Clock.SetUtcNow(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

        (Sys.Scheduler.MonotonicClock - before).ShouldBe(5 * Second);
        (Sys.Scheduler.HighResMonotonicClock - before).ShouldBe(5 * Second);
        Sys.Scheduler.Now.ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_real_clock_drives_the_scheduler_as_well()
    {
        using ActorSystem system = ActorSystem.Create("real");
        TestProbe probe = new(system);
        long start = TimeProvider.System.GetTimestamp();

        system.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(30), probe.Ref, "soon", ActorRefs.NoSender);

        probe.ExpectMsg("soon");
        TimeProvider.System.GetElapsedTime(start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(30));
        await system.Terminate();
    }

    /// <summary>A clock that jumps: its timer rings late, once.</summary>
    private sealed class RoughClock : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add((callback, state));
            return new Inert();
        }

        public void Ring(TimeSpan after)
        {
            _now += after.Ticks;
            _timers.ForEach(timer => timer.Callback(timer.State));
        }

        private sealed class Inert : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // rings only by hand
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
