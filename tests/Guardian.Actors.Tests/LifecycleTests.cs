using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class LifecycleTests : ActorTest
{
    [Fact]
    public void A_restart_calls_the_hooks_in_order_and_keeps_reference_and_mailbox()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self => self.Count = 7);
        using Gate gate = new();
        worker.Tell(new Do(_ =>
        {
            gate.Pass();
            throw new InvalidOperationException("on purpose");
        }));
        gate.AwaitReached();
        worker.Tell("waited through the restart");
        gate.Open();

        ExpectHooks("a", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");
        Hooks.ExpectMsg("waited through the restart");
        Inside(worker, self => self.Count).ShouldBe(0, "the new instance begins anew");
        Inside(worker, self => self.Me).ShouldBe(worker);
    }

    [Fact]
    public void PreRestart_is_told_the_reason_and_the_message()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Talker(TestActor)));

        actor.Tell("bad");

        ExpectMsg<(string Reason, object? Message)>().ShouldBe(("bad", "bad"));
    }

    [Fact]
    public void A_restart_waits_until_the_children_have_stopped()
    {
        IActorRef parent = NewWorker("parent");
        IActorRef child = NewChild(parent, "child");
        using Gate gate = new();
        child.Tell(new Do(_ => gate.Pass()));
        gate.AwaitReached();

        parent.Tell(new Fail());
        ExpectHooks("parent", "PreRestart", "PostStop");
        Hooks.ExpectNoMsg(TimeSpan.FromMilliseconds(50)); // the child is still busy
        gate.Open();

        ExpectHooks("child", "PostStop");
        ExpectHooks("parent", "constructor", "PostRestart", "PreStart");
        Inside(parent, self => self.Ctx.GetChildren().Count()).ShouldBe(0);
    }

    [Fact]
    public void A_child_that_PreRestart_keeps_is_restarted_too()
    {
        IActorRef parent = Sys.ActorOf(Props.Create(() => new Keeper(Hooks.Ref)));
        parent.Tell("child");
        IActorRef child = ExpectMsg<IActorRef>();
        ExpectHooks("kept", "constructor", "PreStart");

        parent.Tell("fail");

        ExpectHooks("kept", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");
        child.Tell("still here");
        Hooks.ExpectMsg("still here");
    }

    [Fact]
    public void Stopping_goes_from_the_leaves_up()
    {
        IActorRef top = NewWorker("top");
        IActorRef middle = NewChild(top, "middle");
        NewChild(middle, "leaf");
        Watch(top);

        Sys.Stop(top);

        ExpectHooks("leaf", "PostStop");
        ExpectHooks("middle", "PostStop");
        ExpectHooks("top", "PostStop");
        ExpectTerminated(top);
    }

    [Fact]
    public void An_actor_that_waits_for_its_children_to_stop_handles_no_more_messages()
    {
        TestProbe deadLetters = Listen<DeadLetter>();
        IActorRef parent = NewWorker("parent");
        IActorRef child = NewChild(parent, "child");
        using Gate gate = new();
        child.Tell(new Do(_ => gate.Pass()));
        gate.AwaitReached();
        Sys.Stop(parent);

        parent.Tell("unheard");
        gate.Open();

        ExpectHooks("child", "PostStop");
        ExpectHooks("parent", "PostStop");
        deadLetters.ExpectMsg<DeadLetter>().Message.ShouldBe("unheard");
    }

    [Fact]
    public void A_poison_pill_works_after_what_was_sent_before()
    {
        IActorRef worker = NewWorker("a");
        Watch(worker);
        worker.Tell("first");
        worker.Tell(PoisonPill.Instance);
        worker.Tell("second");

        Hooks.ExpectMsg("first");
        ExpectHooks("a", "PostStop");
        ExpectTerminated(worker);
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void An_actor_that_stops_itself_finishes_its_message_and_takes_no_other()
    {
        IActorRef worker = NewWorker("a");
        worker.Tell(new Do(self =>
        {
            self.Ctx.Stop(self.Me);
            self.Me.Tell("never");
            Hooks.Ref.Tell("finished");
        }));

        Hooks.ExpectMsg("finished");
        ExpectHooks("a", "PostStop");
        Hooks.ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void A_name_is_taken_until_the_parent_has_learnt_of_the_end()
    {
        IActorRef parent = NewWorker("parent");
        IActorRef child = NewChild(parent, "child");
        using Gate gate = new();
        child.Tell(new Do(_ => gate.Pass()));
        gate.AwaitReached();
        Inside(parent, self =>
        {
            self.Ctx.Watch(child);
            self.Ctx.Stop(child);
        });

        Should.Throw<InvalidActorNameException>(() => Inside(parent, self => self.Ctx.ActorOf(Worker.Props(Hooks.Ref), "child")))
            .Message.ShouldContain("child");
        gate.Open();
        ExpectHooks("child", "PostStop");
        Hooks.ExpectMsg(new Gone(child, true));

        IActorRef next = NewChild(parent, "child");
        next.ShouldNotBe(child);
        next.Path.ShouldBe(child.Path);
        next.Path.Uid.ShouldNotBe(child.Path.Uid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a#1")]
    [InlineData("\u00e4")]
    public void A_malformed_name_is_refused(string name) =>
        Should.Throw<InvalidActorNameException>(() => Sys.ActorOf(Worker.Props(Hooks.Ref), name));

    [Fact]
    public void Actors_without_a_name_get_different_ones()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(_ => Sys.ActorOf(Props.Create(() => new Silent())).Path.Name)];

        names.Distinct().Count().ShouldBe(200);
        names.ShouldAllBe(name => name.StartsWith('$'));
    }

    [Fact]
    public void A_failing_PostStop_is_reported_and_the_actor_stops_all_the_same()
    {
        TestProbe errors = Listen<Error>();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPostStop()), "stubborn");
        Watch(actor);

        Sys.Stop(actor);

        ExpectTerminated(actor);
        errors.ExpectMsg<Error>(error => error.LogSource.EndsWith("stubborn", StringComparison.Ordinal)
            && error.Message.ToString()!.Contains("PostStop", StringComparison.Ordinal) && error.Cause is TimeZoneNotFoundException);
    }

    [Fact]
    public void A_hierarchy_ten_thousand_deep_is_built_and_stopped()
    {
        using CountdownEvent stopped = new(10_000);
        IActorRef top = Sys.ActorOf(Props.Create(() => new Nested(9_999, TestActor, stopped)));
        ExpectMsg("bottom", TimeSpan.FromSeconds(20));
        Watch(top);

        Sys.Stop(top);

        ExpectTerminated(top, TimeSpan.FromSeconds(20));
        stopped.IsSet.ShouldBeTrue();
    }

    [Fact]
    public void Props_make_each_instance_from_the_same_arguments()
    {
        Props.Create(() => new Worker(TestActor, null)).Arguments.ShouldBe([TestActor, null]);
        Props.Create<Worker>(TestActor).Arguments.ShouldBe([TestActor, null]);
        Props.Create<Worker>(TestActor, SupervisorStrategy.StoppingStrategy).Type.ShouldBe(typeof(Worker));
        Should.Throw<ArgumentException>(() => Props.Create<Worker>(1, 2, 3));
        Should.Throw<ArgumentException>(() => Props.Create(typeof(string)));
        Should.Throw<ArgumentException>(() => Props.Create(() => Hidden.Make()));
        Should.Throw<ArgumentException>(() => Hidden.Props()).Message.ShouldContain("public");
    }

    [Fact]
    public void Making_an_actor_by_new_is_refused() => Should.Throw<ActorInitializationException>(() => new Silent());

    public sealed class Silent : ReceiveActor;

    public sealed class Hidden : ReceiveActor
    {
        private Hidden()
        {
        }

        public static Hidden Make() => new();

        public static Props Props() => Actors.Props.Create(() => new Hidden());
    }

    public sealed class Talker(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => throw new InvalidOperationException(message.ToString());

        protected override void PreRestart(Exception reason, object? message) => to.Tell((reason.Message, message));
    }

    public sealed class Keeper(IActorRef log) : UntypedActor
    {
        private IActorRef? _child;

        protected override void OnReceive(object message)
        {
            if (message is "fail")
            {
                throw new InvalidOperationException("on purpose");
            }

            Sender.Tell(_child ??= Context.ActorOf(Worker.Props(log), "kept"));
        }

        protected override void PreRestart(Exception reason, object? message)
        {
            // keeps its child, in place of the default
        }
    }

    public sealed class FailsInPostStop : ReceiveActor
    {
        protected override void PostStop() => throw new TimeZoneNotFoundException("on purpose");
    }

    public sealed class Nested : ReceiveActor
    {
        private readonly CountdownEvent _stopped;

        public Nested(int below, IActorRef bottom, CountdownEvent stopped)
        {
            _stopped = stopped;
            if (below == 0)
            {
                bottom.Tell("bottom");
            }
            else
            {
                Context.ActorOf(Props.Create<Nested>(below - 1, bottom, stopped));
            }
        }

        protected override void PostStop() => _stopped.Signal();
    }
}
