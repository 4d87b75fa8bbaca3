using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class TestKitTests : ActorTest
{
    [Fact]
    public void A_failed_expectation_says_who_expected_what_and_what_came()
    {
        TestActor.Tell("hello");

        string message = Should.Throw<ExpectationFailedException>(() => ExpectMsg<int>(hint: "the answer")).Message;

        message.ShouldContain("/system/$");
        message.ShouldContain("Int32");
        message.ShouldContain("the answer");
        message.ShouldContain("hello");
    }

    [Fact]
    public void Silence_where_a_message_was_due_fails() =>
        Should.Throw<ExpectationFailedException>(() => ExpectMsg<int>(TimeSpan.FromMilliseconds(10))).Message.ShouldContain("nothing came");

    [Fact]
    public void A_message_where_silence_was_due_fails()
    {
        TestActor.Tell("hello");
        Should.Throw<ExpectationFailedException>(() => ExpectNoMsg()).Message.ShouldContain("hello");
    }

    [Fact]
    public void Expectations_can_look_at_the_message()
    {
        TestActor.Tell(1);
        ExpectMsg<int>(number => number == 1);
        TestActor.Tell(2);
        ExpectMsg<int>(number => number.ShouldBe(2));
        TestActor.Tell(3);
        Should.Throw<ExpectationFailedException>(() => ExpectMsg<int>(number => number == 4));
        TestActor.Tell(5);
        Should.Throw<ExpectationFailedException>(() => ExpectMsg(6));
        TestActor.Tell(7);
        TestActor.Tell(8);
        ExpectMsgAllOf(8, 7);
        LastMessage.ShouldBe(8);
    }

    [Fact]
    public void Fishing_drops_what_does_not_fit()
    {
        TestActor.Tell("a");
        TestActor.Tell(1);
        TestActor.Tell(2);

        FishForMessage<int>(number => number == 2).ShouldBe(2);

        TestActor.Tell("b");
        Should.Throw<ExpectationFailedException>(() => FishForMessage(message => message is long, TimeSpan.FromMilliseconds(10)))
            .Message.ShouldContain("b");
    }

    [Fact]
    public void Ignored_messages_are_not_seen()
    {
        IgnoreMessages(message => message is string);
        TestActor.Tell("a");
        TestActor.Tell(1);
        ExpectMsg(1);
        IgnoreNoMessages();
        TestActor.Tell("b");
        ExpectMsg("b");
    }

    [Fact]
    public void A_probe_plays_one_party()
    {
        TestProbe asker = CreateTestProbe("asker");
        TestProbe asked = CreateTestProbe("asked");

        asker.Send(asked.Ref, "question");
        asked.ExpectMsgFrom<string>(asker.Ref).ShouldBe("question");
        asked.Reply("answer");
        asker.ExpectMsg("answer");
        asker.Sender.ShouldBe(asked.Ref);
        asker.Forward(TestActor);
        ExpectMsg("answer");
        LastSender.ShouldBe(asked.Ref);
        asked.Ref.Path.ToString().ShouldBe("akka://test/system/asked");
    }

    [Fact]
    public void The_thread_of_a_test_sends_as_the_test_actor()
    {
        IActorRef worker = NewWorker("a");

        worker.Tell(new Do(self => self.From.Tell("to the sender")));

        ExpectMsg("to the sender");
        LastSender.ShouldBe(worker);
    }

    [Fact]
    public void Within_bounds_the_expectations_inside()
    {
        Should.Throw<ExpectationFailedException>(() => Within(TimeSpan.FromMilliseconds(20), () => ExpectMsg<int>(TimeSpan.FromMinutes(1))));
        TestActor.Tell(1);
        Within(TimeSpan.FromSeconds(10), () => ExpectMsg<int>()).ShouldBe(1);
        RemainingOrDefault.ShouldBe(DefaultTimeout);
    }

    [Fact]
    public void Unwatching_takes_effect_before_it_returns()
    {
        IActorRef worker = NewWorker("a");
        Watch(worker);
        Unwatch(worker);
        Sys.Stop(worker);
        ExpectHooks("a", "PostStop");
        ExpectNoMsg(TimeSpan.FromMilliseconds(20));
    }
}
