using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class DeathWatchTests : ActorTest
{
    [Fact]
    public void A_watcher_is_told_once_when_the_subject_stops()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Inside(watcher, self =>
        {
            self.Ctx.Watch(subject);
            self.Ctx.Watch(subject);
        });

        Sys.Stop(subject);

        ExpectHooks("subject", "PostStop");
        Hooks.ExpectMsg(new Gone(subject, true));
        watcher.Tell("nothing between");
        Hooks.ExpectMsg("nothing between");
    }

    [Fact]
    public void Watching_the_dead_is_answered_at_once_without_confirmed_existence()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Watch(subject);
        Sys.Stop(subject);
        ExpectHooks("subject", "PostStop");
        ExpectTerminated(subject);

        Inside(watcher, self => self.Ctx.Watch(subject));

        Hooks.ExpectMsg(new Gone(subject, false));
    }

    [Fact]
    public void Unwatch_takes_back_a_notice_that_is_queued_already()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Inside(watcher, self => self.Ctx.Watch(subject));
        using Gate gate = new();
        watcher.Tell(new Do(self =>
        {
            gate.Pass();
            self.Ctx.Unwatch(subject);
        }));
        gate.AwaitReached();
        Watch(subject);
        Sys.Stop(subject);
        ExpectHooks("subject", "PostStop");
        ExpectTerminated(subject);
        gate.Open();

        Settle(watcher); // behind the notice, if there were one
        Settle(watcher);
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Unwatch_within_the_turn_that_would_have_handled_the_notice_works_too()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Watch(subject);
        Inside(watcher, self => self.Ctx.Watch(subject));
        using Gate gate = new();
        watcher.Tell(new Do(_ => gate.Pass()));
        gate.AwaitReached();
        watcher.Tell(new Do(self => self.Ctx.Unwatch(subject))); // queued before the notice
        Sys.Stop(subject);
        ExpectHooks("subject", "PostStop");
        ExpectTerminated(subject);
        gate.Open();

        Settle(watcher);
        Settle(watcher);
        Hooks.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_notice_that_is_not_handled_is_a_death_pact()
    {
        TestProbe errors = Listen<Error>();
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("unexpected");
        Watch(watcher);
        Inside(watcher, self => self.Ctx.Watch(subject));

        Sys.Stop(subject);

        ExpectTerminated(watcher);
        errors.ExpectMsg<Error>().Cause.ShouldBeOfType<DeathPactException>().DeadActor.ShouldBe(subject);
    }

    [Fact]
    public void WatchWith_brings_its_own_message()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Inside(watcher, self => self.Ctx.WatchWith(subject, "it is gone"));

        Sys.Stop(subject);

        ExpectHooks("subject", "PostStop");
        Hooks.ExpectMsg("it is gone");
    }

    [Fact]
    public void Watching_with_two_different_messages_is_refused()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Inside(watcher, self => self.Ctx.WatchWith(subject, "one"));

        Should.Throw<InvalidOperationException>(() => Inside(watcher, self => self.Ctx.WatchWith(subject, "two")));
        Should.Throw<InvalidOperationException>(() => Inside(watcher, self => self.Ctx.Watch(subject)));
    }

    [Fact]
    public void A_parent_that_watches_its_child_is_told_once()
    {
        IActorRef parent = NewWorker("parent");
        IActorRef child = NewChild(parent, "child");
        Inside(parent, self =>
        {
            self.Ctx.Watch(child);
            self.Ctx.Stop(child);
        });

        ExpectHooks("child", "PostStop");
        Hooks.ExpectMsg(new Gone(child, true));
        parent.Tell("nothing between");
        Hooks.ExpectMsg("nothing between");
    }

    [Fact]
    public void A_copy_of_Terminated_means_nothing()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Inside(watcher, self => self.Ctx.Watch(subject));

        watcher.Tell(new Terminated(subject, true, false));
        watcher.Tell("next");

        Hooks.ExpectMsg("next");
    }

    [Fact]
    public void A_restarted_subject_has_not_stopped()
    {
        IActorRef subject = NewWorker("subject");
        Watch(subject);

        subject.Tell(new Fail());
        ExpectHooks("subject", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");

        Settle(subject);
        HasMessages.ShouldBeFalse();
        Sys.Stop(subject);
        ExpectTerminated(subject);
    }

    [Fact]
    public void A_watch_outlives_a_restart_of_the_watcher()
    {
        IActorRef watcher = NewWorker("watcher");
        IActorRef subject = NewWorker("subject");
        Inside(watcher, self => self.Ctx.Watch(subject));
        watcher.Tell(new Fail());
        ExpectHooks("watcher", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");

        Sys.Stop(subject);

        ExpectHooks("subject", "PostStop");
        Hooks.ExpectMsg(new Gone(subject, true));
    }
}
