using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class StashTests : ActorTest
{
    [Fact]
    public void Unstashed_messages_come_back_in_order_before_all_others()
    {
        IActorRef worker = NewStashing();
        worker.Tell(1);
        worker.Tell(2);
        worker.Tell(3);
        Settle(worker);

        using Gate gate = new();
        worker.Tell(new Do(self =>
        {
            gate.Pass();
            self.Count = 1;
            self.Stash.Count.ShouldBe(3);
            self.Stash.UnstashAll();
            self.Stash.IsEmpty.ShouldBeTrue();
        }));
        gate.AwaitReached();
        worker.Tell(4);
        gate.Open();

        Hooks.ReceiveN(4).ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void Unstash_brings_the_oldest_one_back()
    {
        IActorRef worker = NewStashing();
        worker.Tell(1);
        worker.Tell(2);

        Inside(worker, self =>
        {
            self.Count = 1;
            self.Stash.Unstash();
        });

        Hooks.ExpectMsg(1);
        Inside(worker, self => self.Stash.Count).ShouldBe(1);
    }

    [Fact]
    public void The_sender_comes_back_with_the_message()
    {
        IActorRef worker = NewWorker("a");
        IActorRef? sender = null;
        Inside(worker, self => self.Turn(message =>
        {
            if (message is Do open)
            {
                open.Act(self);
            }
            else if (self.Count == 0)
            {
                self.Stash.Stash();
            }
            else
            {
                sender = self.From;
                Hooks.Ref.Tell(message);
            }
        }));
        TestKit.TestProbe probe = CreateTestProbe();
        probe.Send(worker, "hello");

        Inside(worker, self =>
        {
            self.Count = 1;
            self.Stash.UnstashAll();
        });

        Hooks.ExpectMsg("hello");
        sender.ShouldBe(probe.Ref);
    }

    [Fact]
    public void The_same_message_cannot_be_stashed_twice_but_again_after_it_came_back()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self =>
        {
            self.Stash.Stash();
            Should.Throw<IllegalActorStateException>(self.Stash.Stash);
            self.Stash.ClearStash().Count().ShouldBe(1);
        });

        IActorRef stashing = NewStashing();
        stashing.Tell(1);
        Inside(stashing, self => self.Stash.UnstashAll());
        Settle(stashing);
        Inside(stashing, self => self.Stash.Count).ShouldBe(1);
    }

    [Fact]
    public void A_restart_gives_the_stash_back_to_the_mailbox()
    {
        IActorRef worker = NewStashing();
        worker.Tell(1);
        worker.Tell(2);

        worker.Tell(new Fail());
        worker.Tell(3);

        ExpectHooks("stashing", "PreRestart", "PostStop", "constructor", "PostRestart", "PreStart");
        Hooks.ReceiveN(3).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_stop_turns_the_stash_into_dead_letters()
    {
        TestKit.TestProbe deadLetters = Listen<DeadLetter>();
        IActorRef worker = NewStashing();
        worker.Tell(1);
        worker.Tell(2);
        Settle(worker);

        Sys.Stop(worker);

        deadLetters.ReceiveN(2).Cast<DeadLetter>().Select(letter => letter.Message).ShouldBe([1, 2]);
    }

    [Fact]
    public void The_stash_of_a_bounded_mailbox_is_bounded()
    {
        IActorRef worker = Sys.ActorOf(Worker.Props(Hooks.Ref).WithMailbox("three"), "bounded");
        ExpectHooks("bounded", "constructor", "PreStart");
        foreach (int _ in Enumerable.Range(0, 3))
        {
            Inside(worker, self => self.Stash.Stash());
        }

        Inside(worker, self =>
        {
            self.Stash.IsFull.ShouldBeTrue();
            self.Stash.Capacity.ShouldBe(3);
            Should.Throw<StashOverflowException>(self.Stash.Stash);
        });
    }

    [Fact]
    public void Prepend_and_a_filter_choose_what_comes_back()
    {
        IActorRef worker = NewWorker("a");
        Inside(worker, self =>
        {
            self.Stash.Prepend([new Envelope(3, null), new Envelope(4, null)]);
            self.Stash.Prepend([new Envelope(1, null), new Envelope(2, null)]);
            self.Stash.UnstashAll(envelope => (int)envelope.Message % 2 == 0);
        });

        Hooks.ReceiveN(2).ShouldBe([2, 4]);
    }

    /// <summary>A worker that stashes every number while its count is zero.</summary>
    private IActorRef NewStashing()
    {
        IActorRef worker = NewWorker("stashing");
        Inside(worker, self => self.Turn(message =>
        {
            switch (message)
            {
                case Do open:
                    open.Act(self);
                    break;
                case Fail:
                    throw new InvalidOperationException("on purpose");
                case var _ when self.Count == 0:
                    self.Stash.Stash();
                    break;
                default:
                    Hooks.Ref.Tell(message);
                    break;
            }
        }));
        return worker;
    }
}
