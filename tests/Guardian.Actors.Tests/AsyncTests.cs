using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class AsyncTests : ActorTest
{
    [Fact]
    public void An_asynchronous_handler_holds_the_mailbox_until_it_ends()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef worker = NewWorker("a");
        worker.Tell(new Do(self => self.Run(async () =>
        {
            Hooks.Ref.Tell("began");
            await gate.Task;
            Hooks.Ref.Tell("ended");
        })));
        worker.Tell("next");
        Hooks.ExpectMsg("began");
        Hooks.ExpectNoMsg(TimeSpan.FromMilliseconds(30));

        gate.SetResult();

        Hooks.ExpectMsg("ended");
        Hooks.ExpectMsg("next");
    }

    [Fact]
    public void Context_self_and_sender_are_those_of_the_message_after_each_await()
    {
        IActorRef worker = NewWorker("a");
        TestProbe asker = CreateTestProbe();
        asker.Send(worker, new Do(self => self.Run(async () =>
        {
            for (int i = 0; i < 3; i++)
            {
                await Task.Yield();
                self.Ctx.Self.ShouldBe(worker);
                self.From.ShouldBe(asker.Ref);
                self.Ctx.Sender.ShouldBe(asker.Ref);
            }

            self.Ctx.Sender.Tell("answer"); // with the worker as the implicit sender
        })));

        asker.ExpectMsg("answer");
        asker.LastSender.ShouldBe(worker);
    }

    [Fact]
    public void A_failure_after_an_await_goes_to_the_supervisor()
    {
        IActorRef worker = NewWorker("a");

        worker.Tell(new Do(self => self.Run(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("on purpose");
        })));
        worker.Tell("next");

        ExpectHooks("a", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");
        Hooks.ExpectMsg("next");
    }

    [Fact]
    public void A_failure_before_the_first_await_and_a_cancelled_task_are_failures_too()
    {
        TestProbe errors = Listen<Error>();
        IActorRef worker = NewWorker("a");

        worker.Tell(new Do(self => self.Run(() => throw new InvalidOperationException("at once"))));
        worker.Tell(new Do(self => self.Run(() => Task.FromException(new InvalidOperationException("given")))));
        worker.Tell(new Do(self => self.Run(async () =>
        {
            await Task.Yield();
            await Task.FromCanceled(new CancellationToken(canceled: true));
        })));

        errors.ExpectMsg<Error>().Cause!.Message.ShouldBe("at once");
        errors.ExpectMsg<Error>().Cause!.Message.ShouldBe("given");
        errors.ExpectMsg<Error>().Cause.ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public void The_parts_of_asynchronous_handlers_never_overlap()
    {
        const int messages = 500;
        using CountdownEvent done = new(messages);
        Overlap overlap = new();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Overlapping(done, overlap)));

        for (int i = 0; i < messages; i++)
        {
            actor.Tell("work");
        }

        done.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue("all messages should have been handled");
        overlap.Seen.ShouldBeFalse();
    }

    [Fact]
    public void A_stop_does_not_wait_for_the_handler_and_what_is_left_of_it_runs_without_an_actor()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef worker = NewWorker("a");
        Watch(worker);
        IActorRef hooks = Hooks.Ref;
        worker.Tell(new Do(self => self.Run(async () =>
        {
            try
            {
                hooks.Tell("began");
                await gate.Task;
                self.Ctx.GetChildren();
            }
            catch (NotSupportedException)
            {
                hooks.Tell("no context any more");
            }
        })));
        Hooks.ExpectMsg("began");

        Sys.Stop(worker);
        ExpectHooks("a", "PostStop");
        ExpectTerminated(worker);
        gate.SetResult();

        Hooks.ExpectMsg("no context any more");
    }

    [Fact]
    public void A_handler_that_fails_after_its_actor_has_stopped_is_reported()
    {
        TestProbe warnings = Listen<Warning>();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef worker = NewWorker("a");
        Watch(worker);
        worker.Tell(new Do(self => self.Run(() => gate.Task)));
        Settle(NewWorker("b"));
        Sys.Stop(worker);
        ExpectTerminated(worker);

        gate.SetException(new TimeZoneNotFoundException("on purpose"));

        warnings.ExpectMsg<Warning>().Cause.ShouldBeOfType<TimeZoneNotFoundException>();
    }

    [Fact]
    public void A_restart_from_above_ends_the_hold_of_the_old_handler()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef parent = NewWorker("parent", new AllForOneStrategy(_ => Directive.Restart));
        IActorRef waiting = NewChild(parent, "waiting");
        IActorRef failing = NewChild(parent, "failing");
        waiting.Tell(new Do(self => self.Run(async () =>
        {
            Hooks.Ref.Tell("began");
            await gate.Task;
            self.Count = 7; // of the old instance
        })));
        Hooks.ExpectMsg("began");

        failing.Tell(new Fail());
        Hooks.ReceiveN(10);
        waiting.Tell("handled by the new instance");
        Hooks.ExpectMsg("handled by the new instance");
        gate.SetResult();

        Settle(waiting);
        Inside(waiting, self => self.Count).ShouldBe(0);
    }

    [Fact]
    public void An_actor_supervises_its_children_while_its_handler_waits()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef parent = NewWorker("parent", OneForOne(Directive.Resume));
        IActorRef child = NewChild(parent, "child");
        parent.Tell(new Do(self => self.Run(() => gate.Task)));

        child.Tell(new Fail());
        child.Tell("resumed");

        Hooks.ExpectMsg("resumed");
        gate.SetResult();
    }

    [Fact]
    public void ReceiveAsync_takes_predicates_and_passes_on_what_does_not_fit()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Filtering()));

        actor.Tell("a");
        actor.Tell("b");
        actor.Tell(3);

        ExpectMsg("first: a");
        ExpectMsg("second: b");
        ExpectMsg("any: 3");
    }

    [Fact]
    public void A_result_that_is_piped_to_an_actor_arrives_as_a_message()
    {
        TaskCompletionSource<int> source = new();
        _ = source.Task.PipeTo(TestActor, success: number => $"got {number}");

        source.SetResult(42);

        ExpectMsg("got 42");
    }

    [Fact]
    public void A_failure_that_is_piped_arrives_as_a_status_or_as_mapped()
    {
        _ = Task.FromException<int>(new TimeZoneNotFoundException("x")).PipeTo(TestActor);
        ExpectMsg<Status.Failure>().Cause.ShouldBeOfType<TimeZoneNotFoundException>();

        _ = Task.FromException(new TimeZoneNotFoundException("x")).PipeTo(TestActor, failure: cause => cause.Message);
        ExpectMsg("x");

        IActorRef sender = CreateTestProbe().Ref;
        _ = Task.CompletedTask.PipeTo(TestActor, sender, success: () => "done");
        ExpectMsg("done");
        LastSender.ShouldBe(sender);
    }

    public sealed class Overlap
    {
        private int _inside;

        public bool Seen { get; private set; }

        public void Enter() => Seen |= Interlocked.Increment(ref _inside) != 1;

        public void Leave() => Interlocked.Decrement(ref _inside);
    }

    public sealed class Overlapping : ReceiveActor
    {
        public Overlapping(CountdownEvent done, Overlap overlap) => ReceiveAsync<string>(async _ =>
        {
            await Task.WhenAll(Part(), Part(), Part());
            done.Signal();

            async Task Part()
            {
                for (int i = 0; i < 3; i++)
                {
                    await Task.Yield();
                    overlap.Enter();
                    overlap.Leave();
                }
            }
        });
    }

    public sealed class Filtering : ReceiveActor
    {
        public Filtering()
        {
            ReceiveAsync<string>(text => text == "a", text => Answer($"first: {text}"));
            ReceiveAsync<string>(text => Answer($"second: {text}"));
            ReceiveAnyAsync(message => Answer($"any: {message}"));
        }

        private async Task Answer(string text)
        {
            await Task.Yield();
            Sender.Tell(text);
        }
    }
}
