using Guardian.Actors.Tests.Support;

namespace Guardian.Actors.Tests;

public sealed class BehaviorTests : ActorTest
{
    [Fact]
    public void Handlers_are_tried_in_order_and_the_first_that_fits_takes_the_message()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Matching()));

        foreach (object message in new object[] { 5, 50, 500, "text", 'c', 2.5, 7L, new ArgumentNullException("x") })
        {
            actor.Tell(message);
        }

        ReceiveN(8).ShouldBe(["small", "middle", "large", "string", "char", "Double", "long", "exception"]);
    }

    [Fact]
    public void Become_replaces_and_stacked_behaviours_come_back()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Changing()));

        Conversation(actor, "who", "first");
        Conversation(actor, "become", "ok");
        Conversation(actor, "who", "other");
        Conversation(actor, "push", "ok");
        Conversation(actor, "who", "stacked");
        Conversation(actor, "pop", "ok");
        Conversation(actor, "who", "other");
        Conversation(actor, "pop", "ok"); // Become keeps the first behaviour below, as Akka.NET does
        Conversation(actor, "who", "first");
        Conversation(actor, "pop", "ok"); // which stays
        Conversation(actor, "who", "first");
    }

    [Fact]
    public void A_restart_goes_back_to_the_first_behaviour()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Changing()));
        Conversation(actor, "become", "ok");

        actor.Tell("fail");

        Conversation(actor, "who", "first");
    }

    [Fact]
    public void Handlers_are_declared_in_the_constructor_or_in_Become_only()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Late()));

        actor.Tell("declare");

        ExpectMsg<InvalidOperationException>();
    }

    [Fact]
    public void Nothing_can_be_declared_after_a_handler_for_everything()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new AfterAny(TestActor)));
        Watch(actor);

        ExpectMsg<InvalidOperationException>();
    }

    [Fact]
    public void Become_works_in_the_constructor()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new BecomesAtOnce()));

        Conversation(actor, "who", "next");
    }

    [Fact]
    public void AroundReceive_sees_every_message_before_the_behaviour()
    {
        IActorRef actor = Sys.ActorOf(Props.Create(() => new Around()));

        actor.Tell("a");

        ExpectMsg("around a");
        ExpectMsg("inside a");
    }

    private void Conversation(IActorRef actor, string say, string expect)
    {
        actor.Tell(say);
        ExpectMsg(expect);
    }

    public sealed class Matching : ReceiveActor
    {
        public Matching()
        {
            Receive<int>(number => number < 10, _ => Sender.Tell("small"));
            Receive<int>(_ => Sender.Tell("middle"), number => number < 100);
            Receive<int>(number =>
            {
                Sender.Tell("large");
                return number >= 100;
            });
            Receive(typeof(string), _ => Sender.Tell("string"));
            Receive(typeof(char), character => (char)character == 'c', _ => Sender.Tell("char"));
            Receive(typeof(long), _ =>
            {
                Sender.Tell("long");
                return true;
            });
            Receive<Exception>(_ => Sender.Tell("exception"));
            ReceiveAny(message => Sender.Tell(message.GetType().Name));
        }
    }

    public sealed class Changing : ReceiveActor
    {
        public Changing() => Named("first");

        private void Named(string name)
        {
            Receive<string>(text => text == "who", _ => Sender.Tell(name));
            Receive<string>(text => text == "become", _ => Change(() => Become(() => Named("other"))));
            Receive<string>(text => text == "push", _ => Change(() => BecomeStacked(() => Named("stacked"))));
            Receive<string>(text => text == "pop", _ => Change(UnbecomeStacked));
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("on purpose"));
        }

        private void Change(Action how)
        {
            how();
            Sender.Tell("ok");
        }
    }

    public sealed class Late : ReceiveActor
    {
        public Late() => Receive<string>(_ =>
        {
            try
            {
                Receive<int>(_ => { });
            }
            catch (InvalidOperationException refusal)
            {
                Sender.Tell(refusal);
            }
        });
    }

    public sealed class AfterAny : ReceiveActor
    {
        public AfterAny(IActorRef log)
        {
            ReceiveAny(_ => { });
            try
            {
                Receive<int>(_ => { });
            }
            catch (InvalidOperationException refusal)
            {
                log.Tell(refusal);
            }
        }
    }

    public sealed class BecomesAtOnce : ReceiveActor
    {
        public BecomesAtOnce() => Become(Next);

        private void Next() => Receive<string>(_ => Sender.Tell("next"));
    }

    public sealed class Around : ReceiveActor
    {
        public Around() => Receive<string>(text => Sender.Tell($"inside {text}"));

        protected override bool AroundReceive(Receive receive, object message)
        {
            Sender.Tell($"around {message}");
            return base.AroundReceive(receive, message);
        }
    }
}
