namespace Guardian.Actors.Tests;

public sealed class MessagingTests : TestKit.TestKit
{
    [Fact]
    public void An_actor_answers_its_sender()
    {
        IActorRef echo = Sys.ActorOf(Props.Create(() => new Echo()), "echo");

        echo.Tell("hello");

        ExpectMsg("hello");
        LastSender.ShouldBe(echo);
        echo.Path.ToString().ShouldBe("akka://test/user/echo");
    }

    [Fact]
    public async Task An_ask_is_answered()
    {
        IActorRef echo = Sys.ActorOf(Props.Create(() => new Echo()), "echo");

        (await echo.Ask<int>(3, TimeSpan.FromSeconds(10))).ShouldBe(3);
    }

    [Fact]
    public void A_stopped_actor_is_reported_to_its_watcher()
    {
        IActorRef echo = Sys.ActorOf(Props.Create(() => new Echo()), "echo");
        Watch(echo);

        echo.Tell(PoisonPill.Instance);

        ExpectTerminated(echo).ExistenceConfirmed.ShouldBeTrue();
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
