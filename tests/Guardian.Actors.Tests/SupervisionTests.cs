using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class SupervisionTests : ActorTest
{
    [Fact]
    public void The_children_of_a_failed_actor_wait_while_its_supervisor_decides()
    {
        using Gate deciding = new();
        IActorRef top = NewWorker("top", new OneForOneStrategy(_ =>
        {
            deciding.Pass();
            return Directive.Resume;
        }));
        IActorRef middle = NewChild(top, "middle");
        IActorRef leaf = NewChild(middle, "leaf");

        middle.Tell(new Fail());
        deciding.AwaitReached();
        leaf.Tell("later");
        Hooks.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        deciding.Open();

        Hooks.ExpectMsg("later");
    }

    [Fact]
    public void Resume_keeps_the_state_and_loses_the_message()
    {
        int decisions = 0;
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(_ =>
        {
            decisions++;
            return Directive.Resume;
        }));
        IActorRef child = NewChild(parent, "child");
        Inside(child, self => self.Count = 7);

        child.Tell(new Fail());
        child.Tell(new Fail());
        child.Tell("next");

        Hooks.ExpectMsg("next");
        Inside(child, self => self.Count).ShouldBe(7);
        decisions.ShouldBe(2, "each failure is judged");
    }

    [Fact]
    public void Stop_stops_the_failed_child_and_leaves_its_siblings()
    {
        IActorRef parent = NewWorker("parent", OneForOne(Directive.Stop));
        IActorRef child = NewChild(parent, "child");
        IActorRef sibling = NewChild(parent, "sibling");
        Watch(child);

        child.Tell(new Fail());

        ExpectTerminated(child);
        ExpectHooks("child", "PostStop");
        sibling.Tell("fine");
        Hooks.ExpectMsg("fine");
    }

    [Fact]
    public void All_for_one_restarts_the_siblings_too()
    {
        IActorRef parent = NewWorker("parent", new AllForOneStrategy(_ => Directive.Restart));
        NewChild(parent, "a");
        IActorRef b = NewChild(parent, "b");

        b.Tell(new Fail());

        Hook[] hooks = [.. Hooks.ReceiveN(10).Cast<Hook>()];
        string[] order = ["PreRestart", "PostStop", "constructor", "PostRestart", "PreStart"];
        hooks.Where(hook => hook.Actor == "a").Select(hook => hook.Name).ShouldBe(order);
        hooks.Where(hook => hook.Actor == "b").Select(hook => hook.Name).ShouldBe(order);
        b.Tell("again");
        Hooks.ExpectMsg("again");
    }

    [Fact]
    public void All_for_one_stops_the_siblings_too()
    {
        IActorRef parent = NewWorker("parent", new AllForOneStrategy(_ => Directive.Stop));
        IActorRef a = NewChild(parent, "a");
        IActorRef b = NewChild(parent, "b");
        TestProbe watcher = CreateTestProbe();
        watcher.Watch(a);
        watcher.Watch(b);

        b.Tell(new Fail());

        watcher.ReceiveN(2).Cast<Terminated>().Select(message => message.ActorRef).ShouldBe([a, b], ignoreOrder: true);
    }

    [Fact]
    public void An_escalated_failure_goes_up_level_by_level()
    {
        IActorRef top = NewWorker("top", OneForOne(Directive.Restart));
        IActorRef middle = NewChild(top, "middle", OneForOne(Directive.Escalate));
        IActorRef leaf = NewChild(middle, "leaf", OneForOne(Directive.Escalate));
        IActorRef bottom = NewChild(leaf, "bottom");

        bottom.Tell(new Fail());

        ExpectHooks("middle", "PreRestart", "PostStop");
        ExpectHooks("bottom", "PostStop");
        ExpectHooks("leaf", "PostStop");
        ExpectHooks("middle", "constructor", "PostRestart", "PreStart");
        Inside(top, self => self.Ctx.GetChildren().Single()).ShouldBe(middle);
    }

    [Fact]
    public void An_escalated_failure_can_be_resumed_down_to_its_origin()
    {
        IActorRef top = NewWorker("top", OneForOne(Directive.Resume));
        IActorRef middle = NewChild(top, "middle", OneForOne(Directive.Escalate));
        IActorRef leaf = NewChild(middle, "leaf");
        IActorRef bystander = NewChild(middle, "bystander");
        Inside(leaf, self => self.Count = 7);

        leaf.Tell(new Fail());
        leaf.Tell("one");
        Hooks.ExpectMsg("one");
        bystander.Tell("two");
        Hooks.ExpectMsg("two");

        Inside(leaf, self => self.Count).ShouldBe(7);
        leaf.Tell(new Fail()); // and it can fail again
        leaf.Tell("three");
        Hooks.ExpectMsg("three");
    }

    [Fact]
    public void A_top_level_actor_that_escalates_is_restarted_by_the_user_guardian()
    {
        IActorRef top = NewWorker("top", OneForOne(Directive.Escalate));
        IActorRef child = NewChild(top, "child");

        child.Tell(new Fail());

        ExpectHooks("top", "PreRestart", "PostStop");
        ExpectHooks("child", "PostStop");
        ExpectHooks("top", "constructor", "PostRestart", "PreStart");
    }

    [Fact]
    public void A_failing_decider_is_a_failure_of_the_supervisor()
    {
        TestProbe errors = Listen<Error>();
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(_ => throw new TimeZoneNotFoundException("cannot decide")));
        IActorRef child = NewChild(parent, "child");

        child.Tell(new Fail("the first cause"));

        errors.FishForMessage<Error>(error => error.Cause?.Message == "the first cause");
        errors.FishForMessage<Error>(error => error.Cause is TimeZoneNotFoundException);
        ExpectHooks("parent", "PreRestart", "PostStop");
        ExpectHooks("child", "PostStop");
        ExpectHooks("parent", "constructor", "PostRestart", "PreStart");
    }

    [Fact]
    public void A_child_gets_as_many_restarts_as_the_budget_of_its_life()
    {
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(2, null, _ => Directive.Restart));
        IActorRef child = NewChild(parent, "child");
        Watch(child);

        child.Tell(new Fail());
        child.Tell(new Fail());
        child.Tell(new Fail());

        ExpectTerminated(child);
        Hooks.ReceiveN(11).Cast<Hook>().Count(hook => hook.Name == "PostRestart").ShouldBe(2);
    }

    [Fact]
    public void The_restart_window_opens_with_the_first_failure_and_tumbles()
    {
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(2, TimeSpan.FromSeconds(10), _ => Directive.Restart));
        IActorRef child = NewChild(parent, "child");
        Watch(child);

        FailAndRestart(child); // t = 0: the window opens
        Clock.Advance(TimeSpan.FromSeconds(9));
        FailAndRestart(child);
        Clock.Advance(TimeSpan.FromSeconds(2));
        FailAndRestart(child); // t = 11: outside; the next window opens with this one counted
        FailAndRestart(child); // a sliding window would have held three by now
        child.Tell(new Fail());

        ExpectTerminated(child);
    }

    [Fact]
    public void The_restart_window_holds_at_its_very_end()
    {
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(1, TimeSpan.FromSeconds(10), _ => Directive.Restart));
        IActorRef child = NewChild(parent, "child");
        Watch(child);

        FailAndRestart(child);
        Clock.Advance(TimeSpan.FromSeconds(10));
        child.Tell(new Fail());

        ExpectTerminated(child);
    }

    [Fact]
    public void A_budget_of_zero_never_restarts()
    {
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(0, TimeSpan.FromSeconds(10), _ => Directive.Restart));
        IActorRef child = NewChild(parent, "child");
        Watch(child);

        child.Tell(new Fail());

        ExpectTerminated(child);
    }

    [Fact]
    public void A_failing_constructor_stops_the_actor_by_default()
    {
        TestProbe errors = Listen<Error>();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInConstructor()), "unborn");
        Watch(actor);

        ExpectTerminated(actor);
        Error error = errors.ExpectMsg<Error>();
        error.Cause.ShouldBeOfType<ActorInitializationException>().InnerException.ShouldBeOfType<TimeZoneNotFoundException>();
        error.LogSource.ShouldBe("akka://test/user/unborn");
        error.Message.ToString()!.ShouldContain("Stop");
    }

    [Fact]
    public void A_failing_PreStart_stops_the_actor_by_default_without_PostStop()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPreStart(TestActor, 1)));
        Watch(actor);

        ExpectTerminated(actor);
        HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void An_actor_that_never_came_to_be_can_be_restarted()
    {
        IActorRef parent = NewWorker("parent", OneForOne(Directive.Restart));
        StrongCounter attempts = new();
        IActorRef actor = Inside(parent, self => self.Ctx.ActorOf(Props.Create(() => new SucceedsAtLast(TestActor, attempts, 3))));
        actor.Tell("hello");

        ExpectMsg("hello");
        attempts.Value.ShouldBe(3);
    }

    [Fact]
    public void A_failing_PostRestart_is_an_initialization_failure()
    {
        TestProbe errors = Listen<Error>();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPostRestart()));
        Watch(actor);

        actor.Tell("fail");

        ExpectTerminated(actor);
        PostRestartException failure = errors.FishForMessage<Error>(error => error.Cause is PostRestartException).Cause.ShouldBeOfType<PostRestartException>();
        failure.InnerException.ShouldBeOfType<TimeZoneNotFoundException>();
        failure.OriginalCause.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public void A_failing_PreRestart_is_reported_and_the_restart_goes_on()
    {
        TestProbe errors = Listen<Error>();
        IActorRef actor = Sys.ActorOf(Props.Create(() => new FailsInPreRestart()));

        actor.Tell("fail");
        actor.Tell("answer");

        ExpectMsg("answer");
        errors.FishForMessage<Error>(error => error.Cause is PreRestartException { RestartException: TimeZoneNotFoundException });
    }

    [Fact]
    public void Kill_makes_the_actor_fail_and_stops_it_by_default()
    {
        TestProbe errors = Listen<Error>();
        IActorRef worker = NewWorker("a");
        Watch(worker);

        worker.Tell(Kill.Instance);

        ExpectTerminated(worker);
        errors.ExpectMsg<Error>().Cause.ShouldBeOfType<ActorKilledException>();
    }

    [Fact]
    public void A_failure_is_reported_with_its_cause_and_the_directive()
    {
        TestProbe events = Listen<LogEvent>();
        IActorRef parent = NewWorker("parent", new OneForOneStrategy(1, null, _ => Directive.Restart));
        IActorRef child = NewChild(parent, "child");

        child.Tell(new Fail("first"));
        child.Tell(new Fail("second"));

        Error restarted = events.ExpectMsg<Error>();
        restarted.LogSource.ShouldBe("akka://test/user/parent/child");
        restarted.Message.ShouldBe("InvalidOperationException: first (directive: Restart)");
        restarted.Cause.ShouldBeOfType<InvalidOperationException>();
        events.ExpectMsg<Error>().Message.ToString()!.ShouldContain("budget of 1 restarts is spent");
    }

    [Fact]
    public void A_strategy_of_the_props_has_precedence_over_the_actors_own()
    {
        IActorRef parent = Sys.ActorOf(
            Worker.Props(Hooks.Ref, OneForOne(Directive.Stop)).WithSupervisorStrategy(OneForOne(Directive.Resume)), "parent");
        ExpectHooks("parent", "constructor", "PreStart");
        IActorRef child = NewChild(parent, "child");

        child.Tell(new Fail());
        child.Tell("resumed");

        Hooks.ExpectMsg("resumed");
    }

    [Fact]
    public void A_child_that_fails_while_its_parent_is_failed_is_judged_after_the_parent()
    {
        using Gate deciding = new();
        IActorRef top = NewWorker("top", new OneForOneStrategy(_ =>
        {
            deciding.Pass();
            return Directive.Resume;
        }));
        IActorRef middle = NewChild(top, "middle", OneForOne(Directive.Resume));
        IActorRef leaf = NewChild(middle, "leaf");
        using Gate busy = new();
        leaf.Tell(new Do(_ =>
        {
            busy.Pass();
            throw new InvalidOperationException("while the parent is down");
        }));
        busy.AwaitReached();
        middle.Tell(new Fail());
        deciding.AwaitReached();
        busy.Open();
        deciding.Open();

        leaf.Tell("both are up again");

        Hooks.ExpectMsg("both are up again");
    }

    private void FailAndRestart(IActorRef child)
    {
        child.Tell(new Fail());
        ExpectHooks("child", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");
    }

    public sealed class StrongCounter
    {
        private int _value;

        public int Value => _value;

        public int Next() => Interlocked.Increment(ref _value);
    }

    public sealed class FailsInConstructor : ReceiveActor
    {
        public FailsInConstructor() => throw new TimeZoneNotFoundException("on purpose");
    }

    public sealed class FailsInPreStart(IActorRef log, int code) : ReceiveActor
    {
        protected override void PreStart() => throw new InvalidOperationException($"{code}");

        protected override void PostStop() => log.Tell("PostStop");
    }

    public sealed class SucceedsAtLast : ReceiveActor
    {
        public SucceedsAtLast(IActorRef log, StrongCounter attempts, int needed)
        {
            if (attempts.Next() < needed)
            {
                throw new InvalidOperationException("not yet");
            }

            ReceiveAny(log.Tell);
        }
    }

    public sealed class FailsInPostRestart : ReceiveActor
    {
        public FailsInPostRestart() => ReceiveAny(_ => throw new InvalidOperationException("on purpose"));

        protected override void PostRestart(Exception reason) => throw new TimeZoneNotFoundException("on purpose");
    }

    public sealed class FailsInPreRestart : ReceiveActor
    {
        public FailsInPreRestart()
        {
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("on purpose"));
            ReceiveAny(message => Sender.Tell(message));
        }

        protected override void PreRestart(Exception reason, object? message) => throw new TimeZoneNotFoundException("on purpose");
    }
}
