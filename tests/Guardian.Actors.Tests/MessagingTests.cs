using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class MessagingTests : ActorTest
{
    [Fact]
    public void Messages_of_one_sender_arrive_in_order_beside_those_of_others()
    {
        const int senders = 4;
        const int each = 20_000;
        IActorRef receiver = Sys.ActorOf(Props.Create(() => new OrderChecker(senders, each, TestActor)));

        Thread[] threads = [.. Enumerable.Range(0, senders).Select(sender => new Thread(() =>
        {
            for (int i = 0; i < each; i++)
            {
                receiver.Tell(new Numbered(sender, i), ActorRefs.NoSender);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        ExpectMsg("all in order", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Handling_one_message_sees_all_that_earlier_ones_have_written()
    {
        // Plain fields, many actors, more messages than one turn takes: a missing fence or a shared turn would lose additions.
        const int actors = 8;
        const int each = 30_000;
        using CountdownEvent done = new(actors);
        IActorRef[] counters = [.. Enumerable.Range(0, actors).Select(_ => Sys.ActorOf(Props.Create(() => new Counter(each * 2, done))))];

        Parallel.For(0, 2, _ =>
        {
            for (int i = 0; i < each; i++)
            {
                foreach (IActorRef counter in counters)
                {
                    counter.Tell("one", ActorRefs.NoSender);
                }
            }
        });

        done.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue("every counter should have counted all messages");
    }

    [Fact]
    public void The_sender_is_the_actor_whose_code_runs_or_else_the_dead_letters()
    {
        IActorRef worker = NewWorker("a");
        IActorRef other = NewWorker("b");

        Inside(worker, self => other.Tell(new Do(me => me.From.Tell("answer"))));
        Hooks.ExpectMsg("answer");

        IActorRef? none = null;
        other.Tell(new Do(me => none = me.From), ActorRefs.NoSender);
        Settle(other);
        none.ShouldBe(Sys.DeadLetters);
    }

    [Fact]
    public void Forward_keeps_the_sender()
    {
        IActorRef relay = Sys.ActorOf(Props.Create(() => new Relay(TestActor)));
        TestProbe asker = CreateTestProbe();

        asker.Send(relay, "question");

        ExpectMsg("question");
        LastSender.ShouldBe(asker.Ref);
    }

    [Fact]
    public void A_chain_of_a_million_tells_uses_no_stack()
    {
        IActorRef looping = Sys.ActorOf(Props.Create(() => new Countdown(TestActor)));

        looping.Tell(1_000_000);

        ExpectMsg("done");
    }

    [Fact]
    public void Endless_conversations_do_not_keep_others_waiting()
    {
        IActorRef[] talkers = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Sys.ActorOf(Props.Create(() => new Echo())))];
        for (int i = 0; i < talkers.Length; i += 2)
        {
            talkers[i].Tell("to and fro, for ever", talkers[i + 1]);
        }

        IActorRef bystander = NewWorker("bystander");
        for (int i = 0; i < 100; i++)
        {
            bystander.Tell(i);
            Hooks.ExpectMsg(i);
        }
    }

    [Fact]
    public void What_is_told_to_a_stopped_actor_becomes_a_dead_letter()
    {
        TestProbe deadLetters = Listen<DeadLetter>();
        IActorRef worker = NewWorker("a");
        Watch(worker);
        Sys.Stop(worker);
        ExpectTerminated(worker);

        worker.Tell("too late", TestActor);

        DeadLetter letter = deadLetters.ExpectMsg<DeadLetter>();
        letter.Message.ShouldBe("too late");
        letter.Sender.ShouldBe(TestActor);
        letter.Recipient.ShouldBe(worker);
    }

    [Fact]
    public void What_waits_in_the_mailbox_of_an_actor_that_stops_becomes_dead_letters_in_order()
    {
        TestProbe deadLetters = Listen<DeadLetter>();
        IActorRef worker = NewWorker("a");
        using Gate gate = new();
        worker.Tell(new Do(_ => gate.Pass()));
        gate.AwaitReached();
        Sys.Stop(worker);
        worker.Tell(1);
        worker.Tell(2);
        worker.Tell(3);

        gate.Open();

        deadLetters.ReceiveN(3).Cast<DeadLetter>().Select(letter => letter.Message).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Null_is_no_message() => Should.Throw<InvalidMessageException>(() => NewWorker("a").Tell(null!));

    [Fact]
    public void A_message_without_a_handler_is_published_as_unhandled()
    {
        TestProbe unhandled = Listen<UnhandledMessage>();
        IActorRef picky = Sys.ActorOf(Props.Create(() => new Relay.Picky()));

        picky.Tell(42);

        UnhandledMessage message = unhandled.ExpectMsg<UnhandledMessage>();
        message.Message.ShouldBe(42);
        message.Recipient.ShouldBe(picky);
        message.Sender.ShouldBe(TestActor);
    }

    [Fact]
    public void A_full_bounded_mailbox_turns_messages_into_dead_letters_but_takes_a_poison_pill()
    {
        TestProbe deadLetters = Listen<DeadLetter>();
        IActorRef worker = Sys.ActorOf(Worker.Props(Hooks.Ref).WithMailbox("three"), "bounded");
        ExpectHooks("bounded", "constructor", "PreStart");
        Watch(worker);
        using Gate gate = new();
        worker.Tell(new Do(_ => gate.Pass()));
        gate.AwaitReached();

        foreach (int i in Enumerable.Range(1, 5))
        {
            worker.Tell(i);
        }

        worker.Tell(PoisonPill.Instance);
        deadLetters.ExpectMsg<DeadLetter>().Message.ShouldBe(4);
        deadLetters.ExpectMsg<DeadLetter>().Message.ShouldBe(5);
        gate.Open();

        Hooks.ExpectMsg(1);
        Hooks.ExpectMsg(2);
        Hooks.ExpectMsg(3);
        ExpectTerminated(worker);
    }

    [Fact]
    public void Places_of_a_bounded_mailbox_become_free_again()
    {
        TestProbe deadLetters = Listen<DeadLetter>();
        IActorRef worker = Sys.ActorOf(Worker.Props(Hooks.Ref).WithMailbox("three"), "bounded");
        ExpectHooks("bounded", "constructor", "PreStart");

        foreach (int i in Enumerable.Range(1, 100))
        {
            worker.Tell(i);
            Hooks.ExpectMsg(i);
        }

        deadLetters.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_mailbox_that_the_system_does_not_know_is_refused()
    {
        Should.Throw<ConfigurationException>(() => Sys.ActorOf(Worker.Props(Hooks.Ref).WithMailbox("thirteen"), "a"))
            .Message.ShouldContain("thirteen");

        NewWorker("a"); // the name was not used up
    }

    public sealed record Numbered(int Sender, int Number);

    public sealed class OrderChecker : ReceiveActor
    {
        public OrderChecker(int senders, int each, IActorRef verdict)
        {
            int[] next = new int[senders];
            int left = senders * each;
            Receive<Numbered>(message =>
            {
                if (message.Number != next[message.Sender]++)
                {
                    verdict.Tell($"{message} came where {next[message.Sender] - 1} was due");
                }

                if (--left == 0)
                {
                    verdict.Tell("all in order");
                }
            });
        }
    }

    public sealed class Counter : ReceiveActor
    {
        private int _count;

        public Counter(int until, CountdownEvent done) => Receive<string>(_ =>
        {
            if (++_count == until)
            {
                done.Signal();
            }
        });
    }

    public sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }

    public sealed class Relay : ReceiveActor
    {
        public Relay(IActorRef to) => ReceiveAny(to.Forward);

        public sealed class Picky : ReceiveActor
        {
            public Picky() => Receive<string>(_ => { });
        }
    }

    public sealed class Countdown : ReceiveActor
    {
        public Countdown(IActorRef whenDone) => Receive<int>(left =>
        {
            if (left == 0)
            {
                whenDone.Tell("done");
            }
            else
            {
                Self.Tell(left - 1);
            }
        });
    }
}
