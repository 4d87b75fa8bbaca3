using System.Collections.Concurrent;
using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class TerminationTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_terminated_system_leaves_no_timer_and_takes_nothing_more()
    {
        ManualTimeProvider clock = new();
        ActorSystem system = ActorSystem.Create("test", ActorSystemSetup.Create(RuntimeSetup.Create().WithTimeProvider(clock)));
        IActorRef worker = system.ActorOf(Worker.Props(system.DeadLetters), "a");
        worker.Tell(new Do(self =>
        {
            self.Timers.StartPeriodicTimer("key", "tick", TimeSpan.FromSeconds(1));
            self.Ctx.SetReceiveTimeout(TimeSpan.FromSeconds(1));
        }));
        system.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), system.DeadLetters, "tick", null);
        await worker.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromHours(1));
        clock.ActiveTimers.ShouldBe(1);

        await system.Terminate().WaitAsync(Long);

        clock.ActiveTimers.ShouldBe(0);
        system.WhenTerminated.IsCompletedSuccessfully.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => system.ActorOf(Worker.Props(system.DeadLetters)));
        worker.Tell("nobody hears");
        system.Scheduler.ScheduleTellOnce(TimeSpan.Zero, worker, "nobody sends", null);
        clock.ActiveTimers.ShouldBe(0);
        await system.Terminate();
    }

    [Fact]
    public async Task A_system_terminates_in_bounded_time_while_many_threads_send_and_create()
    {
        for (int round = 0; round < 5; round++)
        {
            ActorSystem system = ActorSystem.Create("busy");
            IActorRef[] targets = [.. Enumerable.Range(0, 20).Select(_ => system.ActorOf(Props.Create(() => new Breeder(3))))];
            using CancellationTokenSource stop = new();
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(index => new Thread(() =>
            {
                for (int i = index; !stop.IsCancellationRequested; i++)
                {
                    targets[i % targets.Length].Tell(i % 50 == 0 ? "fail" : "message", ActorRefs.NoSender);
                    if (i % 100 == 0)
                    {
                        TryCreate(system);
                    }
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());

            try
            {
                await system.Terminate().WaitAsync(Long);
            }
            finally
            {
                await stop.CancelAsync();
                Array.ForEach(threads, thread => thread.Join());
            }
        }
    }

    [Fact]
    public async Task A_stop_that_meets_an_actor_just_falling_idle_is_not_lost()
    {
        const int actors = 60_000;
        ActorSystem system = ActorSystem.Create("test");
        using CountdownEvent stopped = new(actors);
        Props props = Props.Create(() => new CountsItsEnd(stopped));

        for (int i = 0; i < actors; i++)
        {
            IActorRef actor = system.ActorOf(props);
            actor.Tell("a turn", ActorRefs.NoSender);
            Thread.SpinWait(i % 700); // meets the turn at different places
            system.Stop(actor);
        }

        stopped.Wait(Long).ShouldBeTrue($"{stopped.CurrentCount} actors were not stopped");
        await system.Terminate().WaitAsync(Long);
    }

    [Fact]
    public async Task A_terminated_system_is_garbage()
    {
        WeakReference system = await CreateAndTerminate();

        for (int i = 0; i < 10 && system.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        system.IsAlive.ShouldBeFalse("a thread or timer would keep it");
    }

    [Fact]
    public async Task System_actors_stop_after_the_users()
    {
        ActorSystem system = ActorSystem.Create("test");
        ConcurrentQueue<string> stopped = new();
        ((ActorSystemImpl)system).SystemGuardian.AttachChild(Props.Create(() => new Recorder(stopped, "system actor")), null);
        system.ActorOf(Props.Create(() => new Recorder(stopped, "user actor")));

        await system.Terminate().WaitAsync(Long);

        stopped.ShouldBe(["user actor", "system actor"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void A_malformed_name_of_a_system_is_refused(string name) => Should.Throw<ArgumentException>(() => ActorSystem.Create(name));

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> CreateAndTerminate()
    {
        ActorSystem system = ActorSystem.Create("short");
        IActorRef worker = system.ActorOf(Worker.Props(system.DeadLetters), "a");
        await worker.Ask<ActorIdentity>(new Identify(1), Long);
        await system.Terminate().WaitAsync(Long);
        return new WeakReference(system);
    }

    private static void TryCreate(ActorSystem system)
    {
        try
        {
            system.ActorOf(Props.Create(() => new Breeder(0)));
        }
        catch (InvalidOperationException)
        {
            // the system is on its way out, which is what the test is about
        }
    }

    public sealed class Recorder(ConcurrentQueue<string> stopped, string name) : ReceiveActor
    {
        protected override void PostStop() => stopped.Enqueue(name);
    }

    public sealed class CountsItsEnd : ReceiveActor
    {
        private readonly CountdownEvent _stopped;

        public CountsItsEnd(CountdownEvent stopped)
        {
            _stopped = stopped;
            ReceiveAny(_ => { });
        }

        protected override void PostStop() => _stopped.Signal();
    }

    public sealed class Breeder : ReceiveActor
    {
        public Breeder(int children)
        {
            for (int i = 0; i < children; i++)
            {
                Context.ActorOf(Props.Create<Breeder>(children - 1));
            }

            Receive<string>(text =>
            {
                if (text == "fail")
                {
                    throw new InvalidOperationException("on purpose");
                }
            });
        }
    }
}
