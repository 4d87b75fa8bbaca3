using Guardian.Actors.TestKit;
using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class EventStreamTests : ActorTest
{
    [Fact]
    public void A_subscription_covers_derived_classes_and_interfaces_and_delivers_once()
    {
        TestProbe probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(IAnimal)).ShouldBeTrue();
        Sys.EventStream.Subscribe(probe.Ref, typeof(Cat)).ShouldBeTrue();
        Sys.EventStream.Subscribe(probe.Ref, typeof(Cat)).ShouldBeFalse();

        Sys.EventStream.Publish(new Kitten());
        Sys.EventStream.Publish(new Dog());
        Sys.EventStream.Publish("neither");

        probe.ExpectMsg<Kitten>();
        probe.ExpectMsg<Dog>();
        probe.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_subscription_made_after_an_event_of_its_type_was_published_works()
    {
        TestProbe first = Listen<Cat>();
        Sys.EventStream.Publish(new Kitten());
        TestProbe second = Listen<IAnimal>();

        Sys.EventStream.Publish(new Kitten());

        first.ReceiveN(2);
        second.ExpectMsg<Kitten>();
    }

    [Fact]
    public void Unsubscribing_ends_one_type_or_all()
    {
        TestProbe probe = CreateTestProbe();
        Sys.EventStream.Subscribe<Cat>(probe.Ref);
        Sys.EventStream.Subscribe<Dog>(probe.Ref);

        Sys.EventStream.Unsubscribe<Cat>(probe.Ref).ShouldBeTrue();
        Sys.EventStream.Publish(new Cat());
        Sys.EventStream.Publish(new Dog());
        probe.ExpectMsg<Dog>();

        Sys.EventStream.Unsubscribe(probe.Ref).ShouldBeTrue();
        Sys.EventStream.Unsubscribe(probe.Ref).ShouldBeFalse();
        Sys.EventStream.Publish(new Dog());
        probe.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void A_subscriber_that_has_stopped_is_forgotten_without_a_dead_letter()
    {
        IActorRef worker = NewWorker("a");
        Sys.EventStream.Subscribe<Cat>(worker);
        Watch(worker);
        Sys.Stop(worker);
        ExpectTerminated(worker);
        TestProbe deadLetters = Listen<AllDeadLetters>();

        Sys.EventStream.Publish(new Cat());

        Sys.EventStream.Unsubscribe(worker).ShouldBeFalse();
        deadLetters.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void Marked_messages_become_suppressed_dead_letters()
    {
        TestProbe loud = Listen<DeadLetter>();
        TestProbe all = Listen<AllDeadLetters>();

        Sys.DeadLetters.Tell(PoisonPill.Instance);
        Sys.DeadLetters.Tell("loud");

        loud.ExpectMsg<DeadLetter>().Message.ShouldBe("loud");
        all.ExpectMsg<SuppressedDeadLetter>().Message.ShouldBe(PoisonPill.Instance);
        all.ExpectMsg<DeadLetter>();
    }

    public interface IAnimal;

    public class Cat : IAnimal;

    public sealed class Kitten : Cat;

    public sealed class Dog : IAnimal;
}
