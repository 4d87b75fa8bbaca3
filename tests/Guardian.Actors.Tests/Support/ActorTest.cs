using Guardian.Actors.TestKit;

namespace Guardian.Actors.Tests.Support;

/// <summary>A system on a manual clock, and one probe per thing that a test listens to.</summary>
public abstract class ActorTest : TestKit.TestKit
{
    protected ActorTest()
        : this(new ManualTimeProvider())
    {
    }

    private ActorTest(ManualTimeProvider clock)
        : base(ActorSystemSetup.Create(RuntimeSetup.Create().WithTimeProvider(clock).WithBoundedMailbox("three", 3)))
    {
        Clock = clock;
        Hooks = CreateTestProbe("hooks");
    }

    protected ManualTimeProvider Clock { get; }

    /// <summary>Receives what workers report.</summary>
    protected TestProbe Hooks { get; }

    protected static SupervisorStrategy OneForOne(Directive directive) => new OneForOneStrategy(_ => directive);

    protected IActorRef NewWorker(string name, SupervisorStrategy? strategy = null)
    {
        IActorRef worker = Sys.ActorOf(Worker.Props(Hooks.Ref, strategy), name);
        ExpectHooks(name, "constructor", "PreStart");
        return worker;
    }

    /// <summary>Creates a worker below another, from within that one.</summary>
    protected IActorRef NewChild(IActorRef parent, string name, SupervisorStrategy? strategy = null)
    {
        IActorRef child = Inside(parent, worker => worker.Ctx.ActorOf(Worker.Props(Hooks.Ref, strategy), name));
        ExpectHooks(name, "constructor", "PreStart");
        return child;
    }

    /// <summary>Runs code inside a worker and returns its result.</summary>
    protected static T Inside<T>(IActorRef worker, Func<Worker, T> code)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Tell(
            new Do(self =>
            {
                try
                {
                    result.SetResult(code(self));
                }
                catch (Exception failure)
                {
                    result.SetException(failure); // belongs to the test, not to the supervisor
                }
            }),
            ActorRefs.NoSender);
        if (!((IAsyncResult)result.Task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10)))
        {
            throw new TimeoutException($"{worker} did not run the code of the test within 10 s.");
        }

        return result.Task.GetAwaiter().GetResult();
    }

    protected static void Inside(IActorRef worker, Action<Worker> code) => Inside(worker, self =>
    {
        code(self);
        return true;
    });

    protected void ExpectHooks(string actor, params string[] names)
    {
        foreach (string name in names)
        {
            Hooks.ExpectMsg(new Hook(actor, name));
        }
    }

    /// <summary>Subscribes a new probe to a type of events.</summary>
    protected TestProbe Listen<T>()
    {
        TestProbe probe = CreateTestProbe();
        Sys.EventStream.Subscribe<T>(probe.Ref);
        return probe;
    }

    /// <summary>Waits until an actor has handled everything it was told before.</summary>
    protected static void Settle(IActorRef worker) => Inside(worker, static _ => true);
}
